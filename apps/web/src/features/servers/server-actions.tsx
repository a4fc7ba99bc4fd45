import { Play, RotateCw, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment } from '@/api/types';
import { useMay } from '@/session/session';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { toastProblem } from '@/ui/toasts';
import { useServerAction } from './use-server-action';

const RESTING: ReadonlySet<string> = new Set(['stopped', 'paused', 'expired', 'failed']);

/** Start, stop and restart, as far as each makes sense. */
export function ServerActions({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const mayManage = useMay('manage');
  const path = `/deployments/${server.id}`;
  const toStart = () => api.post(`${path}/start`);
  const start = useServerAction(toStart, t('servers.actions.started'));
  const stop = useServerAction(() => api.post(`${path}/stop`), t('servers.actions.stopped'), toStart);
  const restart = useServerAction(() => api.post(`${path}/restart`), t('servers.actions.restarted'));
  if (!mayManage || server.desired === 'deleted') return null;
  if (RESTING.has(server.state))
    return (
      <Button
        look="primary"
        isBusy={start.isPending}
        onClick={() => start.mutate(undefined, { onError: toastProblem })}
      >
        <Play className="size-4" aria-hidden />
        {t('servers.actions.start')}
      </Button>
    );
  return (
    <>
      <Button isBusy={restart.isPending} onClick={() => restart.mutate(undefined, { onError: toastProblem })}>
        <RotateCw className="size-4" aria-hidden />
        {t('servers.actions.restart')}
      </Button>
      <Confirm
        title={t('servers.actions.stopTitle', { name: server.slug })}
        description={t('servers.actions.stopHint')}
        confirmLabel={t('servers.actions.stop')}
        isDangerous
        onConfirm={() => stop.mutateAsync()}
      >
        {(open) => (
          <Button onClick={open}>
            <Square className="size-4" aria-hidden />
            {t('servers.actions.stop')}
          </Button>
        )}
      </Confirm>
    </>
  );
}
