import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card, CardHead } from '@/ui/card';
import { QueryView } from '@/ui/query-view';
import { instancesQuery } from '../servers-queries';
import { StateBadge } from '../state-badge';

/** The servers that run for this deployment. */
export function InstancesCard({ serverId }: { readonly serverId: string }) {
  const { t } = useTranslation();
  const query = useQuery(instancesQuery(serverId));
  return (
    <Card>
      <CardHead title={t('servers.instances.title')} />
      <QueryView query={query} lines={2}>
        {(instances) =>
          instances.length === 0 ? (
            <p className="text-sm text-soft">{t('servers.instances.none')}</p>
          ) : (
            <ul className="divide-y divide-line">
              {instances.map(({ id, ordinal, state, reason, restarts, container }) => (
                <li key={id} className="py-2 text-sm">
                  <span className="flex flex-wrap items-center gap-2">
                    <span className="font-medium">{t('servers.instances.one', { ordinal })}</span>
                    <StateBadge state={state} />
                    <span className="text-soft">{t('servers.instances.restarts', { count: restarts })}</span>
                  </span>
                  <span className="block font-mono text-xs break-all text-soft">{container}</span>
                  {reason !== null && <span className="block">{reason}</span>}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
