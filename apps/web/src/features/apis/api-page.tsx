import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ApiDetail } from '@/api/types';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { ApiFindings } from './api-findings';
import { ApiGenerations } from './api-generations';
import { ApiReport } from './api-report';
import { ApiServers } from './api-servers';
import { ApiTools } from './api-tools';
import { apiQuery, apisQuery } from './apis-queries';
import { apiRoute } from './routes';
import { TokenLine } from './token-line';

/** One API, with all that was made of it. */
export function ApiPage() {
  const { apiId } = apiRoute.useParams();
  const query = useQuery(apiQuery(apiId));
  return <QueryView query={query}>{(detail) => <ApiView detail={detail} />}</QueryView>;
}

function ApiView({ detail }: { readonly detail: ApiDetail }) {
  const { t } = useTranslation();
  return (
    <div className="space-y-6">
      <PageHead title={detail.title} hint={`${detail.version} · ${detail.format}`}>
        <Button asChild look="primary">
          <Link to="/apis/$apiId/change" params={{ apiId: detail.id }}>
            {t('apis.change.open')}
          </Link>
        </Button>
        <DeleteApi detail={detail} />
      </PageHead>
      <Card className="space-y-2">
        <TokenLine api={detail} />
        <p className="text-sm break-words text-soft">
          {t('apis.from', { source: detail.sourceName, at: new Date(detail.createdAt).toLocaleString() })}
        </p>
      </Card>
      <ApiServers apiId={detail.id} />
      <ApiGenerations apiId={detail.id} />
      <ApiTools apiId={detail.id} />
      <ApiFindings detail={detail} />
      <ApiReport apiId={detail.id} />
    </div>
  );
}

function DeleteApi({ detail: { id, title } }: { readonly detail: ApiDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = async () => {
    await api.delete(`/apis/${id}`);
    await navigate({ to: '/apis' });
    client.removeQueries({ queryKey: ['apis', id] });
    await client.invalidateQueries({ queryKey: apisQuery.queryKey });
  };
  return (
    <Confirm
      title={t('apis.delete.title', { title })}
      description={t('apis.delete.hint')}
      confirmLabel={t('actions.delete')}
      isDangerous
      onConfirm={remove}
    >
      {(open) => <Button onClick={open}>{t('apis.delete.open')}</Button>}
    </Confirm>
  );
}
