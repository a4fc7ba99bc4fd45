import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { Button } from '@/ui/button';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { changeDraft, useDraft } from '../draft';
import { wizardRoute } from '../routes';
import type { Generation } from '../types';
import { generationQuery } from '../wizard-queries';
import { deploy } from './launch';
import { Progress } from './progress';
import { useRowEvents } from './use-row-events';

interface GenerationProgressProps {
  readonly apiId: string;
  readonly generationId: string;
}

/** The project as it is made. */
export function GenerationProgress({ apiId, generationId }: GenerationProgressProps) {
  const query = useQuery(generationQuery(generationId));
  const isOver = query.data?.state === 'succeeded' || query.data?.state === 'failed';
  useRowEvents(isOver ? undefined : `/generations/${generationId}`, 'generation', [
    'generations',
    generationId,
  ]);
  return (
    <QueryView query={query} lines={2}>
      {(generation) => <Shown apiId={apiId} generation={generation} />}
    </QueryView>
  );
}

function Shown({ apiId, generation }: { readonly apiId: string; readonly generation: Generation }) {
  const { t } = useTranslation();
  const { state, stage, percent, errorCode, errorDetail, fileCount, deployable } = generation;
  const { server } = wizardRoute.useSearch();
  if (state === 'failed') return <Failure apiId={apiId} code={errorCode} detail={errorDetail} />;
  const isDone = state === 'succeeded';
  return (
    <>
      <Progress
        label={t('wizard.deploy.generating')}
        percent={isDone ? 100 : percent}
        detail={
          isDone
            ? t('wizard.deploy.generated', { count: fileCount ?? 0 })
            : t(`wizard.stages.${stageOf(state, stage)}`)
        }
        tone={isDone ? 'good' : 'accent'}
      />
      {isDone && (
        <Button asChild size="small">
          <a href={`/api/v1/generations/${generation.id}/archive`} download>
            {t('wizard.deploy.download')}
          </a>
        </Button>
      )}
      {isDone && deployable && server === undefined && (
        <Deploying apiId={apiId} generationId={generation.id} />
      )}
      {isDone && !deployable && <p className="text-sm text-soft">{t('wizard.options.notDeployable')}</p>}
    </>
  );
}

interface FailureProps {
  readonly apiId: string;
  readonly code: string | null;
  readonly detail: string | null;
}

function Failure({ apiId, code, detail }: FailureProps) {
  const { t } = useTranslation();
  const navigate = wizardRoute.useNavigate();
  const again = () => {
    changeDraft(apiId, { isDeploying: false });
    void navigate({ search: ({ generation: _failed, ...rest }) => rest, replace: true });
  };
  const error = new Problem(0, {
    code: code ?? 'generation-failed',
    detail: detail ?? t('wizard.deploy.generationFailed'),
    fix: t('wizard.deploy.generationFix'),
  });
  return <ProblemView error={error} onRetry={again} />;
}

const STAGES = ['load', 'render', 'bundle', 'pack'] as const;

function stageOf(state: string, stage: string | null) {
  if (state === 'queued') return 'queued' as const;
  return STAGES.find((known) => known === stage) ?? ('load' as const);
}

/** Goes on by itself where that was asked for; a connection that was lost is taken up again. */
function Deploying({ apiId, generationId }: GenerationProgressProps) {
  const navigate = wizardRoute.useNavigate();
  const [{ isDeploying }] = useDraft(apiId);
  const { mutate, error, isIdle } = useMutation({
    mutationFn: () => deploy(apiId, generationId),
    scope: { id: `deploy ${generationId}` },
    onSuccess: ({ id }) => {
      changeDraft(apiId, { isDeploying: false });
      return navigate({ search: (search) => ({ ...search, server: id }), replace: true });
    },
  });
  useEffect(() => {
    if (isDeploying && isIdle) mutate();
  }, [isDeploying, isIdle, mutate]);
  if (error === null) return null;
  return <ProblemView error={error} onRetry={() => mutate()} />;
}
