import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
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
  return (
    <QueryView query={query}>
      {(server) => (
        <>
          <PageHead title={server.name} hint={<StateBadge state={server.state} />} />
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
