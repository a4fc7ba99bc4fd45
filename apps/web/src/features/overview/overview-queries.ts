import { queryOptions } from '@tanstack/react-query';
import { api } from '@/api/client';
import type {
  Api,
  CallHistory,
  Deployment,
  FiguresSummary,
  Generation,
  LatestRelease,
  Page,
} from '@/api/types';

/** Events tell what changes; this is for what they missed. */
const SLOW_MS = 30_000;
/** Calls are written down every few seconds, and nothing tells of them. */
const FIGURES_MS = 10_000;
const MOST = 200;
const NEWEST = 6;

export const deploymentsQuery = queryOptions({
  queryKey: ['servers', 'overview'],
  queryFn: ({ signal }) => api.get<Page<Deployment>>('/deployments', { limit: MOST }, signal),
  refetchInterval: SLOW_MS,
});

export const costsQuery = queryOptions({
  queryKey: ['apis', 'overview'],
  queryFn: ({ signal }) => api.get<Page<Api>>('/apis', { limit: MOST }, signal),
  refetchInterval: SLOW_MS,
});

export const generationsQuery = queryOptions({
  queryKey: ['generations', 'overview'],
  queryFn: ({ signal }) => api.get<Page<Generation>>('/generations', { limit: MOST }, signal),
  refetchInterval: SLOW_MS,
});

export const newestReleasesQuery = queryOptions({
  queryKey: ['releases', 'newest'],
  queryFn: ({ signal }) => api.get<readonly LatestRelease[]>('/releases', { limit: NEWEST }, signal),
  refetchInterval: SLOW_MS,
});

export const historyQuery = queryOptions({
  queryKey: ['figures', 'history'],
  queryFn: ({ signal }) => api.get<CallHistory>('/deployments/figures/history', { hours: 24 }, signal),
  refetchInterval: FIGURES_MS,
});

export const figuresQuery = queryOptions({
  queryKey: ['figures', 'servers'],
  queryFn: ({ signal }) => api.get<readonly FiguresSummary[]>('/deployments/figures', { hours: 24 }, signal),
  refetchInterval: FIGURES_MS,
});
