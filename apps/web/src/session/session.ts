import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Session } from '@/api/types';

/** What pages ask for; the hub says who has it. */
export type Permission = 'read' | 'manage' | 'administer';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.get<Session>('/session', undefined, signal),
  staleTime: 60_000,
});

/** The one place where pages learn what the person may do. */
export function useMay(permission: Permission): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.permissions.includes(permission) === true;
}
