import { queryOptions } from '@tanstack/react-query';
import { api } from '@/api/client';
import type {
  Deployment,
  DeploymentFigures,
  FiguresSummary,
  Generation,
  GenerationChanges,
  GenerationTool,
  GenerationToolEntry,
  Health,
  Instance,
  LiveVersion,
  Page,
  Release,
  Variable,
} from '@/api/types';

const EVERY_MS = 5_000;
/** Many servers are asked for less often: each round is several pages. */
const MANY = 200;
const EVERY_OF_MANY_MS = 15_000;
const PAGE = 200;

/** All of them, page after page: the hub sorts and filters nothing. */
async function everyServer(signal: AbortSignal): Promise<Page<Deployment>> {
  const items: Deployment[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.get<Page<Deployment>>('/deployments', { limit: PAGE, cursor }, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { items };
}

export const serversQuery = queryOptions({
  queryKey: ['servers'],
  queryFn: ({ signal }) => everyServer(signal),
  refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > MANY ? EVERY_OF_MANY_MS : EVERY_MS),
});

/** What stands beside the list: figures of a day, and which release serves. */
export const summariesQuery = queryOptions({
  queryKey: ['server-figures'],
  queryFn: ({ signal }) => api.get<FiguresSummary[]>('/deployments/figures', undefined, signal),
  refetchInterval: EVERY_MS,
});

export const versionsQuery = queryOptions({
  queryKey: ['server-versions'],
  queryFn: ({ signal }) => api.get<LiveVersion[]>('/deployments/versions', undefined, signal),
  refetchInterval: EVERY_MS,
});

export const serverQuery = (id: string) =>
  queryOptions({
    queryKey: ['servers', id],
    queryFn: ({ signal }) => api.get<Deployment>(`/deployments/${id}`, undefined, signal),
    refetchInterval: EVERY_MS,
  });

/** Something of one server, asked for again and again while it is looked at. */
function part<Data>(id: string, name: string, query: Readonly<Record<string, number>> = {}) {
  return queryOptions({
    queryKey: ['servers', id, name, query],
    queryFn: ({ signal }) => api.get<Data>(`/deployments/${id}/${name}`, query, signal),
    refetchInterval: EVERY_MS,
  });
}

export const figuresQuery = (id: string, hours: number) => part<DeploymentFigures>(id, 'figures', { hours });
export const healthQuery = (id: string) => part<Health>(id, 'health', { limit: 20 });
export const instancesQuery = (id: string) => part<Instance[]>(id, 'instances');
export const releasesQuery = (id: string) => part<Release[]>(id, 'releases');
export const variablesQuery = (id: string) => part<Variable[]>(id, 'variables');

export const clientConfigQuery = (id: string) =>
  queryOptions({
    queryKey: ['servers', id, 'client-config'],
    queryFn: ({ signal }) => api.get<ClientConfig>(`/deployments/${id}/client-config`, undefined, signal),
  });

/** What most MCP clients read. */
export interface ClientConfig {
  readonly mcpServers: Readonly<
    Record<
      string,
      { readonly type: string; readonly url: string; readonly headers?: Readonly<Record<string, string>> }
    >
  >;
}

/** Generations never change. */
const FOREVER = { staleTime: Infinity } as const;

export const toolsQuery = (generationId: string) =>
  queryOptions({
    queryKey: ['generations', generationId, 'tools'],
    queryFn: ({ signal }) =>
      api.get<GenerationToolEntry[]>(`/generations/${generationId}/tools`, undefined, signal),
    ...FOREVER,
  });

export const toolQuery = (generationId: string, name: string) =>
  queryOptions({
    queryKey: ['generations', generationId, 'tools', name],
    queryFn: ({ signal }) =>
      api.get<GenerationTool>(
        `/generations/${generationId}/tools/${encodeURIComponent(name)}`,
        undefined,
        signal,
      ),
    ...FOREVER,
  });

export const changesQuery = (generationId: string, since: string) =>
  queryOptions({
    queryKey: ['generations', generationId, 'changes', since],
    queryFn: ({ signal }) =>
      api.get<GenerationChanges>(`/generations/${generationId}/changes`, { since }, signal),
    ...FOREVER,
  });

export const generationsQuery = (apiId: string) =>
  queryOptions({
    queryKey: ['apis', apiId, 'generations'],
    queryFn: ({ signal }) => api.get<Page<Generation>>(`/apis/${apiId}/generations`, { limit: 50 }, signal),
  });
