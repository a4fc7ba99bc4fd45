import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Server } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Empty } from '@/ui/empty';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { serversQuery } from './servers-queries';
import { StateBadge } from './state-badge';

export function ServersPage() {
  const { t } = useTranslation();
  const query = useQuery(serversQuery);
  return (
    <>
      <PageHead title={t('nav.servers')} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={Server} title={t('servers.none')} hint={t('servers.noneHint')}>
              <Button asChild look="primary">
                <Link to="/apis/new">{t('nav.register')}</Link>
              </Button>
            </Empty>
          ) : (
            <ul className="space-y-3">
              {items.map((server) => (
                <li key={server.id}>
                  <Card className="flex flex-wrap items-center justify-between gap-3">
                    <span className="font-medium">{server.name}</span>
                    <StateBadge state={server.state} />
                  </Card>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}
