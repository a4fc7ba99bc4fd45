import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '@/features/servers/state-badge';
import { Card, CardHead } from '@/ui/card';
import { QueryView } from '@/ui/query-view';
import { apiServersQuery } from './apis-queries';

/** Servers made from the API. */
export function ApiServers({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const query = useQuery(apiServersQuery(apiId));
  return (
    <Card>
      <CardHead title={t('nav.servers')} />
      <QueryView query={query} lines={1}>
        {(servers) =>
          servers.length === 0 ? (
            <p className="text-sm text-soft">{t('apis.noServers')}</p>
          ) : (
            <ul className="divide-y divide-line">
              {servers.map(({ id, slug, state }) => (
                <li key={id} className="flex flex-wrap items-center gap-3 py-2">
                  <Link
                    to="/servers/$serverId"
                    params={{ serverId: id }}
                    className="font-medium text-accent hover:underline"
                  >
                    {slug}
                  </Link>
                  <StateBadge state={state} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
