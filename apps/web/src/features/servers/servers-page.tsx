import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { SearchX, Server } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { useMay } from '@/session/session';
import { Button } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { chooseServers, EVERYTHING, listed, type Choice } from './list/choose-servers';
import { ServerFilters } from './list/server-filters';
import { ServerList } from './list/server-list';
import { serversQuery, summariesQuery, versionsQuery } from './servers-queries';

export function ServersPage() {
  const { t } = useTranslation();
  const query = useQuery(serversQuery);
  return (
    <>
      <PageHead title={t('nav.servers')} hint={t('servers.list.hint')} />
      <QueryView query={query}>
        {({ items }) => (items.length === 0 ? <NoServers /> : <Servers servers={items} />)}
      </QueryView>
    </>
  );
}

function NoServers() {
  const { t } = useTranslation();
  const mayManage = useMay('manage');
  return (
    <Empty icon={Server} title={t('servers.none')} hint={t('servers.noneHint')}>
      {mayManage && (
        <Button asChild look="primary">
          <Link to="/apis/new">{t('nav.register')}</Link>
        </Button>
      )}
    </Empty>
  );
}

function Servers({ servers }: { readonly servers: readonly Deployment[] }) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState<Choice>(EVERYTHING);
  const { data: figures } = useQuery(summariesQuery);
  const { data: versions } = useQuery(versionsQuery);
  const shown = useMemo(
    () => chooseServers(listed(servers, figures ?? [], versions ?? []), choice),
    [servers, figures, versions, choice],
  );
  return (
    <>
      <ServerFilters servers={servers} choice={choice} onChange={setChoice} />
      <p role="status" className="mb-2 text-sm text-soft">
        {t('servers.list.shown', { shown: shown.length, all: servers.length })}
      </p>
      {shown.length === 0 ? (
        <Empty icon={SearchX} title={t('servers.list.noMatch')} hint={t('servers.list.noMatchHint')}>
          <Button onClick={() => setChoice(EVERYTHING)}>{t('actions.clear')}</Button>
        </Empty>
      ) : (
        <ServerList servers={shown} />
      )}
    </>
  );
}
