import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { queryClient } from '@/api/query-client';
import type { Deployment } from '@/api/types';
import { Button } from '@/ui/button';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { useGo } from '../step-actions';
import { deploymentQuery } from '../wizard-queries';
import { tryAgain } from './launch';
import { Progress, type ProgressProps } from './progress';
import { useRowEvents } from './use-row-events';

type Bar = Pick<ProgressProps, 'percent' | 'tone'>;

const BARS: Readonly<Record<string, Bar>> = {
  queued: { percent: 10, tone: 'accent' },
  building: { percent: 40, tone: 'accent' },
  starting: { percent: 75, tone: 'accent' },
  healthy: { percent: 100, tone: 'good' },
  failed: { percent: 100, tone: 'bad' },
  unhealthy: { percent: 100, tone: 'bad' },
  'crash-looping': { percent: 100, tone: 'bad' },
};
/** Of any other state: somewhere on the way. */
const ELSEWHERE: Bar = { percent: 50, tone: 'accent' };

interface ServerProgressProps {
  readonly apiId: string;
  readonly serverId: string;
}

/** The server as it comes up. */
export function ServerProgress({ apiId, serverId }: ServerProgressProps) {
  const query = useQuery(deploymentQuery(serverId));
  useRowEvents(`/deployments/${serverId}`, 'deployment', ['servers', serverId]);
  return (
    <QueryView query={query} lines={2}>
      {(server) => <Shown apiId={apiId} server={server} />}
    </QueryView>
  );
}

function Shown({ apiId, server }: { readonly apiId: string; readonly server: Deployment }) {
  const { t } = useTranslation();
  const { state, runtime, runtimeReason, toolsSeen, toolsExpected } = server;
  const { percent, tone } = BARS[state] ?? ELSEWHERE;
  const details = {
    accent: t('wizard.deploy.state', { state }),
    good: t('wizard.deploy.healthy', { count: toolsSeen ?? toolsExpected }),
    bad: state,
  };
  return (
    <>
      <Progress label={t('wizard.deploy.starting')} percent={percent} detail={details[tone]} tone={tone} />
      {runtime !== null && (
        <p className="text-sm text-soft">
          {t('wizard.deploy.runtime', { runtime, reason: runtimeReason ?? '' })}
        </p>
      )}
      {tone === 'bad' && <Failure apiId={apiId} server={server} />}
    </>
  );
}

function Failure({ apiId, server }: { readonly apiId: string; readonly server: Deployment }) {
  const { t } = useTranslation();
  const go = useGo();
  const again = useMutation({
    mutationFn: () => tryAgain(apiId, server.id),
    onSuccess: (changed) => queryClient.setQueryData(['servers', server.id], changed),
  });
  const problem = new Problem(0, {
    code: server.reasonCode ?? server.state,
    detail: server.reason ?? t('wizard.deploy.failed'),
    fix: t('wizard.deploy.failedFix'),
  });
  return (
    <>
      <ProblemView error={problem} />
      {server.lastLog.length > 0 && (
        <pre
          tabIndex={0}
          aria-label={t('wizard.deploy.lastLog')}
          className="max-h-48 overflow-auto rounded-lg border border-line bg-ground p-3 font-mono text-xs"
        >
          {server.lastLog.join('\n')}
        </pre>
      )}
      {again.error !== null && <ProblemView error={again.error} />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => go('access')}>{t('wizard.deploy.toAccess')}</Button>
        <Button look="primary" isBusy={again.isPending} onClick={() => again.mutate()}>
          {t('actions.retry')}
        </Button>
      </div>
    </>
  );
}
