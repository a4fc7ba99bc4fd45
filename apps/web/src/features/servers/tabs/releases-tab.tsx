import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/session/session';
import { QueryView } from '@/ui/query-view';
import { DeployGeneration } from '../releases/deploy-generation';
import { ReleaseCard } from '../releases/release-card';
import { serverRoute } from '../server-route';
import { releasesQuery, serverQuery } from '../servers-queries';

export function ServerReleasesTab() {
  const { t } = useTranslation();
  const { serverId } = serverRoute.useParams();
  const mayManage = useMay('manage');
  const server = useQuery(serverQuery(serverId));
  const releases = useQuery(releasesQuery(serverId));
  return (
    <QueryView query={releases}>
      {(items) => (
        <>
          <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
            <p className="max-w-prose text-sm text-soft">{t('servers.releases.hint')}</p>
            {mayManage && server.data !== undefined && <DeployGeneration server={server.data} />}
          </div>
          <ol className="space-y-4">
            {items.map((release, index) => (
              <li key={release.id}>
                <ReleaseCard
                  serverId={serverId}
                  release={release}
                  before={items[index + 1]}
                  live={items.find(({ id }) => id === server.data?.liveReleaseId)}
                />
              </li>
            ))}
          </ol>
        </>
      )}
    </QueryView>
  );
}
