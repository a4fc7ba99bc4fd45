import { useCallback } from 'react';
import { useEvents } from '@/api/live';
import { queryClient } from '@/api/query-client';

/** Keeps what a query shows as new as the hub's stream of the same row. */
export function useRowEvents(path: string | undefined, event: string, queryKey: readonly string[]): void {
  const [area = '', id = ''] = queryKey;
  const read = useCallback(
    (name: string, data: unknown) => {
      if (name === event) queryClient.setQueryData([area, id], data);
    },
    [event, area, id],
  );
  useEvents(path, read);
}
