import { Link } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { wizardRoute, type Step } from './routes';

interface StepActionsProps {
  readonly back: Step;
  readonly nextLabel?: string;
  readonly isBusy?: boolean;
}

/** Stands at the end of a step's form: the next step is its submission. */
export function StepActions({ back, nextLabel, isBusy = false }: StepActionsProps) {
  const { t } = useTranslation();
  const search = wizardRoute.useSearch();
  return (
    <div className="mt-6 flex items-center justify-between gap-2">
      <Button asChild look="quiet">
        <Link to="/apis/new" search={{ ...search, step: back }}>
          <ArrowLeft className="size-4" aria-hidden />
          {t('actions.back')}
        </Link>
      </Button>
      <Button look="primary" type="submit" isBusy={isBusy}>
        {nextLabel ?? t('actions.next')}
        <ArrowRight className="size-4" aria-hidden />
      </Button>
    </div>
  );
}

/** Leads to a step of the same API. */
export function useGo(): (step: Step) => void {
  const navigate = wizardRoute.useNavigate();
  return (step) => void navigate({ search: (search) => ({ ...search, step }) });
}
