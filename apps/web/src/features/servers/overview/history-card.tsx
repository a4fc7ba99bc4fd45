import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HealthEvent } from '@/api/types';
import { Card, CardHead } from '@/ui/card';
import { Moment } from '@/ui/moment';
import { QueryView } from '@/ui/query-view';
import { healthQuery } from '../servers-queries';
import { StateBadge } from '../state-badge';

const SHOWN = 8;

/** The last changes of state, of the server and of the API behind it. */
export function HistoryCard({ serverId }: { readonly serverId: string }) {
  const { t } = useTranslation();
  const query = useQuery(healthQuery(serverId));
  return (
    <Card>
      <CardHead title={t('servers.history.title')} />
      <QueryView query={query} lines={3}>
        {({ events, upstream }) => (
          <div className="space-y-4">
            <Events events={events} />
            {upstream.length > 0 && (
              <div>
                <h3 className="mb-1 text-sm font-medium">{t('servers.history.upstream')}</h3>
                <Events events={upstream} />
              </div>
            )}
          </div>
        )}
      </QueryView>
    </Card>
  );
}

function Events({ events }: { readonly events: readonly HealthEvent[] }) {
  const { t } = useTranslation();
  if (events.length === 0) return <p className="text-sm text-soft">{t('servers.history.none')}</p>;
  return (
    <ol className="divide-y divide-line">
      {events.slice(0, SHOWN).map(({ at, state, reason }) => (
        <li key={`${at} ${state}`} className="py-2 text-sm">
          <span className="flex flex-wrap items-center gap-2">
            <StateBadge state={state} />
            <span className="text-soft">
              <Moment at={at} />
            </span>
          </span>
          {reason !== null && <span className="block">{reason}</span>}
        </li>
      ))}
    </ol>
  );
}
