import { queryOptions } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Deployment, Page } from '@/api/types';

const EVERY_MS = 5_000;

export const serversQuery = queryOptions({
  queryKey: ['servers'],
  queryFn: ({ signal }) => api.get<Page<Deployment>>('/deployments', { limit: 100 }, signal),
  refetchInterval: EVERY_MS,
});

export const serverQuery = (id: string) =>
  queryOptions({
    queryKey: ['servers', id],
    queryFn: ({ signal }) => api.get<Deployment>(`/deployments/${id}`, undefined, signal),
    refetchInterval: EVERY_MS,
  });
