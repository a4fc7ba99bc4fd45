import { ChevronsUp, Pause, Play, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Loading } from '@/ui/loading';
import { ProblemView } from '@/ui/problem-view';
import { LogFilters } from '../logs/log-filters';
import { LogLines } from '../logs/log-lines';
import { useLogLines, type LogFilter } from '../logs/use-log-lines';
import { serverRoute } from '../server-route';

const ALL: LogFilter = {
  q: undefined,
  level: undefined,
  source: undefined,
  release: undefined,
  instance: undefined,
  since: undefined,
  until: undefined,
};

export function ServerLogsTab() {
  const { t } = useTranslation();
  const { serverId } = serverRoute.useParams();
  const [filter, setFilter] = useState(ALL);
  const [isFollowing, setFollowing] = useState(true);
  const { lines, cursor, isLoading, error, loadOlder } = useLogLines(serverId, filter, isFollowing);
  return (
    <>
      <LogFilters serverId={serverId} filter={filter} onChange={setFilter} />
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-soft">
          {t('servers.logs.count', { count: lines.length })}{' '}
          {t(isFollowing && filter.until === undefined ? 'servers.logs.following' : 'servers.logs.paused')}
        </p>
        <div className="flex gap-2">
          {cursor !== undefined && <OlderButton onClick={() => void loadOlder()} />}
          <FollowButton isFollowing={isFollowing} onClick={() => setFollowing(!isFollowing)} />
        </div>
      </div>
      {error !== undefined && <ProblemView error={error} onRetry={() => setFilter({ ...filter })} />}
      {isLoading && <Loading lines={8} />}
      {!isLoading && lines.length === 0 && error === undefined && (
        <Empty icon={ScrollText} title={t('servers.logs.none')} hint={t('servers.logs.noneHint')} />
      )}
      {lines.length > 0 && <LogLines lines={lines} isFollowing={isFollowing} />}
    </>
  );
}

function OlderButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="small" onClick={onClick}>
      <ChevronsUp className="size-4" aria-hidden />
      {t('servers.logs.older')}
    </Button>
  );
}

interface FollowButtonProps {
  readonly isFollowing: boolean;
  readonly onClick: () => void;
}

function FollowButton({ isFollowing, onClick }: FollowButtonProps) {
  const { t } = useTranslation();
  const Icon = isFollowing ? Pause : Play;
  return (
    <Button size="small" onClick={onClick}>
      <Icon className="size-4" aria-hidden />
      {t(isFollowing ? 'servers.logs.pause' : 'servers.logs.follow')}
    </Button>
  );
}
