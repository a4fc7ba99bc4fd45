import { useQuery, queryOptions } from '@tanstack/react-query';
import { FileJson } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Api, Page } from '@/api/types';
import { Card } from '@/ui/card';
import { Empty } from '@/ui/empty';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';

export const apisQuery = queryOptions({
  queryKey: ['apis'],
  queryFn: ({ signal }) => api.get<Page<Api>>('/apis', { limit: 100 }, signal),
});

export function ApisPage() {
  const { t } = useTranslation();
  const query = useQuery(apisQuery);
  return (
    <>
      <PageHead title={t('nav.apis')} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={FileJson} title={t('apis.none')} hint={t('apis.noneHint')} />
          ) : (
            <ul className="space-y-3">
              {items.map((item) => (
                <li key={item.id}>
                  <Card>
                    {item.title} {item.version}
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
