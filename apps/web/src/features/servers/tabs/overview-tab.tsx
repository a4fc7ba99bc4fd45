import { useQuery } from '@tanstack/react-query';
import { QueryView } from '@/ui/query-view';
import { ConnectCard } from '../overview/connect-card';
import { FiguresCard } from '../overview/figures-card';
import { HistoryCard } from '../overview/history-card';
import { InstancesCard } from '../overview/instances-card';
import { StateCard } from '../overview/state-card';
import { serverRoute } from '../server-route';
import { serverQuery } from '../servers-queries';

export function ServerOverviewTab() {
  const { serverId } = serverRoute.useParams();
  const query = useQuery(serverQuery(serverId));
  return (
    <QueryView query={query}>
      {(server) => (
        <div className="space-y-5">
          <StateCard server={server} />
          <FiguresCard serverId={serverId} />
          <ConnectCard server={server} />
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <InstancesCard serverId={serverId} />
            <HistoryCard serverId={serverId} />
          </div>
        </div>
      )}
    </QueryView>
  );
}
