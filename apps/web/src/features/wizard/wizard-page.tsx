import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';
import { AccessStep } from './access-step';
import { ConnectStep } from './connect-step';
import { DeployStep } from './deploy/deploy-step';
import { OptionsStep } from './options-step';
import { ReviewStep } from './review/review-step';
import { wizardRoute } from './routes';
import { SourceStep } from './source/source-step';
import { Stepper } from './stepper';

/** From a description to a connected model, step by step; the address says where one is. */
export function WizardPage() {
  const { t } = useTranslation();
  const { step = 'source' } = wizardRoute.useSearch();
  return (
    <div className="mx-auto max-w-5xl">
      <PageHead title={t('nav.register')} hint={t('wizard.hint')} />
      <Stepper />
      <section key={step} aria-label={t(`wizard.steps.${step}`)} className="mt-6">
        <StepView />
      </section>
    </div>
  );
}

function StepView() {
  const { step, api, server } = wizardRoute.useSearch();
  if (api === undefined || step === undefined || step === 'source') return <SourceStep />;
  if (step === 'review') return <ReviewStep apiId={api} />;
  if (step === 'access') return <AccessStep apiId={api} />;
  if (step === 'options') return <OptionsStep apiId={api} />;
  if (step === 'connect' && server !== undefined) return <ConnectStep serverId={server} />;
  return <DeployStep apiId={api} />;
}
