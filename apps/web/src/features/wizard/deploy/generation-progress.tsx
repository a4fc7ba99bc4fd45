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

interface ShownProps {
  readonly apiId: string;
  readonly generation: Generation;
}

function Shown({ apiId, generation }: ShownProps) {
  const { state, errorCode, errorDetail } = generation;
  if (state === 'failed') return <Failure apiId={apiId} code={errorCode} detail={errorDetail} />;
  return (
    <>
      <StageProgress generation={generation} />
      {state === 'succeeded' && <Made apiId={apiId} generation={generation} />}
    </>
  );
}

function StageProgress({ generation }: { readonly generation: Generation }) {
  const { t } = useTranslation();
  const { state, stage, percent, fileCount } = generation;
  const label = t('wizard.deploy.generating');
  if (state === 'succeeded') {
    const detail = t('wizard.deploy.generated', { count: fileCount ?? 0 });
    return <Progress label={label} percent={100} detail={detail} tone="good" />;
  }
  const detail = t(`wizard.stages.${stageOf(state, stage)}`);
  return <Progress label={label} percent={percent} detail={detail} tone="accent" />;
}

/** What there is to do with a project that is finished. */
function Made({ apiId, generation: { id, deployable } }: ShownProps) {
  const { t } = useTranslation();
  const { server } = wizardRoute.useSearch();
  return (
    <>
      <Button asChild size="small">
        <a href={`/api/v1/generations/${id}/archive`} download>
          {t('wizard.deploy.download')}
        </a>
      </Button>
      {deployable && server === undefined && <Deploying apiId={apiId} generationId={id} />}
      {!deployable && <p className="text-sm text-soft">{t('wizard.options.notDeployable')}</p>}
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
