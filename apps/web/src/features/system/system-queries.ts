import { queryOptions } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ApiKey, System } from '@/api/types';

const EVERY_MS = 10_000;

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => api.get<System>('/system', undefined, signal),
  refetchInterval: EVERY_MS,
});

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => api.get<readonly ApiKey[]>('/api-keys', undefined, signal),
});
