import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { FirstRun } from './first-run';
import { NewestCard } from './newest-card';
import { deploymentsQuery } from './overview-queries';
import { ServersCard } from './servers-card';
import { Tiles } from './tiles';
import { UnwellCard } from './unwell-card';
import { UsageCard } from './usage-card';

export function OverviewPage() {
  const { t } = useTranslation();
  const query = useQuery(deploymentsQuery);
  return (
    <>
      <PageHead title={t('nav.overview')} hint={t('overview.hint')} />
      <QueryView query={query} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <FirstRun />
          ) : (
            <div className="space-y-6">
              <Tiles servers={items} />
              <UnwellCard servers={items} />
              <UsageCard />
              <ServersCard servers={items} />
              <NewestCard servers={items} />
            </div>
          )
        }
      </QueryView>
    </>
  );
}
