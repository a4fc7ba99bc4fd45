import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Api, ApiDetail, Deployment, Generation, ImportReport, Page, Tool } from '@/api/types';

const PAGE = 200;
const MOST_PAGES = 25;
const EVERY_MS = 2_000;

/** All of a list that is searched in the page; the hub gives it in pages. */
async function all<Item>(path: string, signal: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const page: Page<Item> = await api.get(path, { limit: PAGE, cursor }, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return items;
}

export const apisQuery = queryOptions({
  queryKey: ['apis'],
  queryFn: ({ signal }) => all<Api>('/apis', signal),
});

export const apiQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id],
    queryFn: ({ signal }) => api.get<ApiDetail>(`/apis/${id}`, undefined, signal),
  });

export const apiToolsQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id, 'tools'],
    queryFn: ({ signal }) => all<Tool>(`/apis/${id}/tools`, signal),
  });

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id, 'report'],
    queryFn: ({ signal }) => api.get<ImportReport>(`/apis/${id}/report`, undefined, signal),
  });

/** Asked again while one is under way. */
export const generationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id, 'generations'],
    queryFn: ({ signal }) => all<Generation>(`/apis/${id}/generations`, signal),
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) === true ? EVERY_MS : false),
  });

export const apiServersQuery = (id: string) =>
  queryOptions({
    queryKey: ['servers', 'of-api', id],
    queryFn: async ({ signal }) =>
      (await all<Deployment>('/deployments', signal)).filter(({ apiId }) => apiId === id),
    refetchInterval: EVERY_MS,
  });

export function isUnderWay({ state }: Generation): boolean {
  return state === 'queued' || state === 'running';
}

export function useGenerate(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mode: Generation['mode']) => api.post<Generation>(`/apis/${id}/generations`, { mode }),
    onSuccess: () => client.invalidateQueries({ queryKey: generationsQuery(id).queryKey }),
  });
}
