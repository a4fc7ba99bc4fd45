import { queryOptions } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ApiDetail, Deployment, Page, Tool } from '@/api/types';
import type { Generation, ImportReport, KeptCustomization, TemplateList } from './types';

/** Where the stream of events is broken, the state is asked for. */
const EVERY_MS = 2_000;
const PAGE = 200;

export const detailQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id],
    queryFn: ({ signal }) => api.get<ApiDetail>(`/apis/${id}`, undefined, signal),
  });

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id, 'report'],
    queryFn: ({ signal }) => api.get<ImportReport>(`/apis/${id}/report`, undefined, signal),
  });

export const allToolsQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id, 'all-tools'],
    queryFn: ({ signal }) => allTools(id, signal),
    staleTime: 60_000,
  });

async function allTools(id: string, signal: AbortSignal): Promise<readonly Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Tool> = await api.get(`/apis/${id}/tools`, { limit: PAGE, cursor }, signal);
    tools.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

export const keptQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id, 'overlay'],
    queryFn: ({ signal }) => api.get<KeptCustomization>(`/apis/${id}/overlay`, undefined, signal),
  });

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => api.get<TemplateList>('/templates', undefined, signal),
});

export const generationQuery = (id: string) =>
  queryOptions({
    queryKey: ['generations', id],
    queryFn: ({ signal }) => api.get<Generation>(`/generations/${id}`, undefined, signal),
    refetchInterval: ({ state: { data } }) => (isOver(data) ? false : EVERY_MS),
  });

function isOver(generation: Generation | undefined): boolean {
  return generation?.state === 'succeeded' || generation?.state === 'failed';
}

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ['servers', id],
    queryFn: ({ signal }) => api.get<Deployment>(`/deployments/${id}`, undefined, signal),
    refetchInterval: EVERY_MS,
  });

/** As an MCP client reads it. */
export interface ClientConfig {
  readonly mcpServers: Readonly<
    Record<
      string,
      { readonly type: string; readonly url: string; readonly headers?: Readonly<Record<string, string>> }
    >
  >;
}

export const clientConfigQuery = (id: string) =>
  queryOptions({
    queryKey: ['servers', id, 'client-config'],
    queryFn: ({ signal }) => api.get<ClientConfig>(`/deployments/${id}/client-config`, undefined, signal),
  });
