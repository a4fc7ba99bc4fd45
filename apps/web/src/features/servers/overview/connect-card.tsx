import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { QueryView } from '@/ui/query-view';
import { Tabs } from '@/ui/tabs';
import { clientConfigQuery } from '../servers-queries';
import { clientSnippets } from './client-snippets';

/** How each client is told of the server. */
export function ConnectCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const query = useQuery(clientConfigQuery(server.id));
  return (
    <Card>
      <CardHead title={t('servers.connect.title')} hint={t('servers.connect.hint')} />
      <QueryView query={query}>
        {(config) => (
          <Tabs
            label={t('servers.connect.title')}
            tabs={clientSnippets(config).map(({ client, text, wantsKey }) => ({
              value: client,
              label: t(`servers.connect.clients.${client}`),
              content: (
                <>
                  <p className="mb-3 text-sm text-soft">{t(`servers.connect.where.${client}`)}</p>
                  <CodeBlock text={text} label={t(`servers.connect.clients.${client}`)} />
                  {wantsKey && <p className="mt-2 text-sm">{t('servers.connect.key')}</p>}
                </>
              ),
            }))}
          />
        )}
      </QueryView>
    </Card>
  );
}
