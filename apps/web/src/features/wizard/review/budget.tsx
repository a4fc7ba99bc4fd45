import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/ui/cn';
import type { ImportReport } from '../types';

type Fit = ImportReport['clients'][number];

interface BudgetProps {
  readonly clients: readonly Fit[];
  readonly chosen: { readonly tools: number; readonly tokens: number };
  /** Whether there are changes that the hub has not counted yet. */
  readonly isChanged: boolean;
}

/** What the list of tools costs a model, beside what well-known clients can take. */
export function Budget({ clients, chosen, isChanged }: BudgetProps) {
  const { t } = useTranslation();
  const fits = clients.map((fit) => counted(fit, chosen));
  const shown = fits.filter(({ what }) => what === 'tokens' || what === 'tools');
  const others = fits.filter((fit) => !shown.includes(fit) && !fit.fits);
  return (
    <div className="space-y-4">
      <p aria-live="polite">
        <strong className="text-xl font-semibold">
          {t('wizard.review.cost', {
            count: chosen.tools,
            tools: chosen.tools.toLocaleString(),
            tokens: chosen.tokens.toLocaleString(),
          })}
        </strong>
        {isChanged && <span className="ml-2 text-sm text-soft">{t('wizard.review.estimate')}</span>}
      </p>
      <ul className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {shown.map((fit) => (
          <Bar key={`${fit.client} ${fit.what}`} fit={fit} />
        ))}
      </ul>
      {others.length > 0 && (
        <ul className="space-y-1 text-sm">
          {others.map(({ client, what, actual, limit, beyond }) => (
            <li key={`${client} ${what}`} className="flex gap-2">
              <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
              {t('wizard.review.beyond', { client, what, actual, limit, beyond })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function counted(fit: Fit, { tools, tokens }: BudgetProps['chosen']): Fit {
  const actual = fit.what === 'tokens' ? tokens : fit.what === 'tools' ? tools : fit.actual;
  return { ...fit, actual, fits: actual <= fit.limit };
}

function Bar({ fit: { client, what, actual, limit, fits, beyond } }: { readonly fit: Fit }) {
  const { t } = useTranslation();
  const Icon = fits ? CircleCheck : TriangleAlert;
  return (
    <li className="text-sm">
      <div className="flex items-center justify-between gap-2">
        <span className="flex items-center gap-1.5">
          <Icon className={cn('size-4 shrink-0', fits ? 'text-good' : 'text-warn')} aria-hidden />
          {client}
        </span>
        <span className="text-soft">
          {t('wizard.review.ofLimit', {
            actual: actual.toLocaleString(),
            limit: limit.toLocaleString(),
            what,
          })}
        </span>
      </div>
      <div aria-hidden className="mt-1 h-2 overflow-hidden rounded-full bg-raised">
        <div
          className={cn('h-full rounded-full', fits ? 'bg-good' : 'bg-warn')}
          style={{ width: `${Math.min(100, (actual / limit) * 100)}%` }}
        />
      </div>
      {!fits && <p className="mt-1 text-warn">{t('wizard.review.beyondShort', { beyond })}</p>}
    </li>
  );
}
