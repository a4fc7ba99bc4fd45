import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { QueryView } from '@/ui/query-view';
import { reportQuery } from './apis-queries';

/** How well the API suits a model, with each reason. */
export function ApiReport({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const query = useQuery(reportQuery(apiId));
  return (
    <Card>
      <CardHead title={t('apis.report.title')} hint={t('apis.report.hint')} />
      <QueryView query={query}>{(report) => <Report report={report} />}</QueryView>
    </Card>
  );
}

function Report({ report: { readiness, clients } }: { readonly report: ImportReport }) {
  const { t } = useTranslation();
  return (
    <div className="space-y-4 text-sm">
      <p className="text-3xl font-semibold tabular-nums">
        {readiness.score} <span className="text-base font-normal text-soft">{t('apis.report.of100')}</span>
      </p>
      <ul className="space-y-2">
        {readiness.deductions.map(({ code, points, reason, fix }) => (
          <li key={code}>
            <Badge tone="warn">{t('apis.report.points', { points })}</Badge> {reason}{' '}
            <span className="text-soft">{fix}</span>
          </li>
        ))}
      </ul>
      <ul className="space-y-2">
        {clients.map(({ client, what, actual, limit, fits, beyond }) => (
          <li key={`${client} ${what}`}>
            <Badge tone={fits ? 'good' : 'warn'}>{t(fits ? 'apis.report.fits' : 'apis.report.beyond')}</Badge>{' '}
            {t('apis.report.client', { client, what, actual, limit })}{' '}
            {!fits && <span className="text-soft">{beyond}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
