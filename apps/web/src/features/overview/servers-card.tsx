import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Api, Deployment, Generation } from '@/api/types';
import { StateBadge } from '@/features/servers/state-badge';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { costsQuery, figuresQuery, generationsQuery } from './overview-queries';

const SHOWN = 20;

/** Every server with what its list of tools costs a model, and how much it is called. */
export function ServersCard({ servers }: { readonly servers: readonly Deployment[] }) {
  const { t } = useTranslation();
  return (
    <Card aria-label={t('overview.servers.title')}>
      <CardHead title={t('overview.servers.title')} hint={t('overview.servers.hint')}>
        <Button asChild size="small">
          <Link to="/servers">{t('overview.servers.all')}</Link>
        </Button>
      </CardHead>
      <div
        className="relative overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label={t('overview.servers.title')}
      >
        <table className="w-full text-left text-sm">
          <thead className="text-soft">
            <tr>
              {(['name', 'state', 'tools', 'tokens', 'calls', 'errors'] as const).map((column) => (
                <th key={column} scope="col" className="pr-4 pb-2 font-medium whitespace-nowrap">
                  {t(`overview.servers.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {servers.slice(0, SHOWN).map((server) => (
              <Row key={server.id} server={server} />
            ))}
          </tbody>
        </table>
      </div>
      {servers.length > SHOWN && (
        <p className="mt-3 text-sm text-soft">
          {t('overview.servers.more', { count: servers.length - SHOWN })}
        </p>
      )}
    </Card>
  );
}

function Row({ server }: { readonly server: Deployment }) {
  const { i18n } = useTranslation();
  const apis = useQuery(costsQuery).data?.items;
  const generations = useQuery(generationsQuery).data?.items;
  const figures = useQuery(figuresQuery).data?.find(({ deploymentId }) => deploymentId === server.id);
  const number = (value: number | undefined) => value?.toLocaleString(i18n.language) ?? '–';
  return (
    <tr>
      <th scope="row" className="py-2 pr-4 font-medium">
        <Link
          to="/servers/$serverId"
          params={{ serverId: server.id }}
          className="inline-flex min-h-6 items-center text-accent hover:underline"
        >
          {server.slug}
        </Link>
      </th>
      <td className="py-2 pr-4">
        <StateBadge state={server.state} />
      </td>
      <td className="py-2 pr-4 tabular-nums">{number(server.toolsExpected)}</td>
      <td className="py-2 pr-4 tabular-nums">{number(tokensOf(server, apis, generations))}</td>
      <td className="py-2 pr-4 tabular-nums">{number(figures?.calls ?? 0)}</td>
      <td className="py-2 pr-4 tabular-nums">{number(figures?.errors ?? 0)}</td>
    </tr>
  );
}

/** Of the mode that it runs in; undefined where that is not known. */
function tokensOf(
  { apiId, generationId }: Deployment,
  apis: readonly Api[] | undefined,
  generations: readonly Generation[] | undefined,
): number | undefined {
  const api = apis?.find(({ id }) => id === apiId);
  const mode = generations?.find(({ id }) => id === generationId)?.mode;
  if (api === undefined || mode === undefined) return undefined;
  return api.tokensByMode?.[mode] ?? (mode === 'tools' ? api.tokenTotal : undefined);
}
