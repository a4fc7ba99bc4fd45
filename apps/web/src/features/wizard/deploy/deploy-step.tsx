import { useMutation, useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { ProblemView } from '@/ui/problem-view';
import { changeDraft, useDraft, useSecrets } from '../draft';
import { wizardRoute } from '../routes';
import { StepActions, useGo } from '../step-actions';
import { reportQuery } from '../wizard-queries';
import { BuildLog } from './build-log';
import { GenerationProgress } from './generation-progress';
import { generate } from './launch';
import { ServerProgress } from './server-progress';

/** Generates, deploys and shows how it goes on; the address holds what is under way. */
export function DeployStep({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const { generation, server } = wizardRoute.useSearch();
  const go = useGo();
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (server !== undefined) go('connect');
      }}
    >
      <Card>
        <CardHead title={t('wizard.deploy.title')} hint={t('wizard.deploy.hint')} />
        <div className="space-y-5">
          {server === undefined && <Begin apiId={apiId} />}
          {generation !== undefined && <GenerationProgress apiId={apiId} generationId={generation} />}
          {server !== undefined && <ServerProgress apiId={apiId} serverId={server} />}
        </div>
      </Card>
      {server !== undefined && <BuildLog serverId={server} />}
      {server !== undefined && <StepActions back="options" nextLabel={t('wizard.deploy.connect')} />}
    </form>
  );
}

function Begin({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const navigate = wizardRoute.useNavigate();
  const { generation } = wizardRoute.useSearch();
  const [{ isDeploying }] = useDraft(apiId);
  const beginning = useMutation({
    mutationFn: () => generate(apiId),
    onSuccess: ({ id }) => {
      changeDraft(apiId, { isDeploying: true });
      return navigate({ search: (search) => ({ ...search, generation: id }), replace: true });
    },
  });
  if (generation !== undefined && isDeploying) return null;
  return (
    <>
      <MissingSecrets apiId={apiId} />
      {beginning.error !== null && <ProblemView error={beginning.error} />}
      <Button look="primary" autoFocus isBusy={beginning.isPending} onClick={() => beginning.mutate()}>
        <Rocket className="size-4" aria-hidden />
        {t('wizard.deploy.begin')}
      </Button>
    </>
  );
}

/** Credentials that were never given, or that a reload forgot. */
function MissingSecrets({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(reportQuery(apiId));
  const [secrets] = useSecrets(apiId);
  const go = useGo();
  const missing = (data?.credentials ?? [])
    .filter(({ variables }) => variables.length > 0 && variables.every((name) => !secrets[name]))
    .map(({ scheme }) => scheme);
  if (missing.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft p-3 text-sm text-warn">
      <p className="flex-1">{t('wizard.deploy.missing', { schemes: missing.join(', ') })}</p>
      <Button size="small" onClick={() => go('access')}>
        {t('wizard.deploy.give')}
      </Button>
    </div>
  );
}
