import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/ui/cn';
import { STEPS, wizardRoute, type Step, type WizardSearch } from './routes';

/** Whether what a step works on is there. */
function isOpen(step: Step, { api, server }: WizardSearch): boolean {
  if (step === 'source') return true;
  return step === 'connect' ? server !== undefined : api !== undefined;
}

/** Where one is, and ways to the other steps. */
export function Stepper() {
  const { t } = useTranslation();
  const search = wizardRoute.useSearch();
  const current = STEPS.indexOf(search.step ?? 'source');
  return (
    <nav aria-label={t('wizard.stepsLabel')}>
      <ol className="flex gap-1 overflow-x-auto pb-1 sm:gap-2">
        {STEPS.map((step, index) => (
          <li key={step} className="min-w-0 flex-1">
            <StepLink step={step} number={index + 1} current={current} search={search} />
          </li>
        ))}
      </ol>
      <p className="mt-2 text-sm text-soft sm:hidden">
        {t('wizard.position', { at: current + 1, of: STEPS.length })} ·{' '}
        {t(`wizard.steps.${STEPS[current] ?? 'source'}`)}
      </p>
    </nav>
  );
}

interface StepLinkProps {
  readonly step: Step;
  readonly number: number;
  /** Index of the one that is shown. */
  readonly current: number;
  readonly search: WizardSearch;
}

function StepLink({ step, number, current, search }: StepLinkProps) {
  const { t } = useTranslation();
  const isCurrent = number === current + 1;
  const isDone = number <= current;
  const inner = (
    <>
      <span
        aria-hidden
        className={cn(
          'grid size-6 shrink-0 place-items-center rounded-full border text-xs font-semibold',
          isCurrent || isDone ? 'border-accent bg-accent text-on-accent' : 'border-strong-line text-soft',
        )}
      >
        {isDone ? <Check className="size-3.5" /> : number}
      </span>
      <span className="sr-only truncate sm:not-sr-only">{t(`wizard.steps.${step}`)}</span>
    </>
  );
  const look = cn(
    'flex items-center gap-2 border-t-2 pt-2 text-sm',
    isCurrent ? 'border-accent font-semibold' : isDone ? 'border-accent text-soft' : 'border-line text-soft',
  );
  if (!isOpen(step, search)) return <span className={look}>{inner}</span>;
  return (
    <Link
      to="/apis/new"
      search={{ ...search, step }}
      {...(isCurrent ? { 'aria-current': 'step' as const } : {})}
      className={cn(look, 'hover:text-ink')}
    >
      {inner}
    </Link>
  );
}
