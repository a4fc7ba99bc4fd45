import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvents } from '@/api/live';
import type { Deployment } from '@/api/types';
import { PageHead } from '@/ui/page';
import { useVisible } from '@/ui/use-visible';
import { QueryView } from '@/ui/query-view';
import { ServerActions } from './server-actions';
import { serverQuery } from './servers-queries';
import { StateBadge } from './state-badge';
import { serverRoute } from './server-route';

const TABS = [
  { to: '/servers/$serverId', label: 'servers.tabs.overview' },
  { to: '/servers/$serverId/tools', label: 'servers.tabs.tools' },
  { to: '/servers/$serverId/playground', label: 'servers.tabs.playground' },
  { to: '/servers/$serverId/logs', label: 'servers.tabs.logs' },
  { to: '/servers/$serverId/releases', label: 'servers.tabs.releases' },
  { to: '/servers/$serverId/configuration', label: 'servers.tabs.configuration' },
] as const;

/** A server's head and its tabs. */
export function ServerLayout() {
  const { t } = useTranslation();
  const { serverId } = serverRoute.useParams();
  const query = useQuery(serverQuery(serverId));
  useLiveServer(serverId);
  return (
    <QueryView query={query}>
      {(server) => (
        <>
          <PageHead title={server.slug} hint={<Standing server={server} />}>
            <ServerActions server={server} />
          </PageHead>
          <nav
            aria-label={t('servers.tabs.label')}
            className="mb-6 flex gap-1 overflow-x-auto border-b border-line"
          >
            {TABS.map(({ to, label }) => (
              <Link
                key={to}
                to={to}
                params={{ serverId }}
                activeOptions={{ exact: true }}
                className="-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium whitespace-nowrap text-soft hover:text-ink data-[status=active]:border-accent data-[status=active]:text-ink"
              >
                {t(label)}
              </Link>
            ))}
          </nav>
          <Outlet />
        </>
      )}
    </QueryView>
  );
}

function Standing({ server }: { readonly server: Deployment }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <StateBadge state={server.state} />
      {server.reason !== null && <span className="text-sm">{server.reason}</span>}
      {server.reasonCode !== null && <code className="font-mono text-xs">{server.reasonCode}</code>}
    </div>
  );
}

/** Each change as it happens; what hangs on it is asked anew. */
function useLiveServer(id: string): void {
  const client = useQueryClient();
  const read = useCallback(
    (name: string, data: unknown) => {
      if (name !== 'deployment') return;
      client.setQueryData(serverQuery(id).queryKey, data as Deployment);
      for (const part of ['releases', 'instances', 'health'])
        void client.invalidateQueries({ queryKey: ['servers', id, part] });
    },
    [client, id],
  );
  useEvents(useVisible() ? `/deployments/${id}` : undefined, read);
}
