import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ApiDetail } from '@/api/types';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { apiRoute } from './routes';

export function ApiPage() {
  const { apiId } = apiRoute.useParams();
  const query = useQuery({
    queryKey: ['apis', apiId],
    queryFn: ({ signal }) => api.get<ApiDetail>(`/apis/${apiId}`, undefined, signal),
  });
  return (
    <QueryView query={query}>{({ title, version }) => <PageHead title={title} hint={version} />}</QueryView>
  );
}
