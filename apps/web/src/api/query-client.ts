import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

const STALE_MS = 5_000;
const MOST_RETRIES = 3;

/** What the person can mend is not asked again; a hub that is away is. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 503);
}

/** Whoever's session has ended is asked to sign in, wherever that shows. */
function noticeSignOut(error: unknown): void {
  if (error instanceof Problem && error.status === 401)
    void queryClient.invalidateQueries({ queryKey: ['session'] });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      retry: (count, error) => isPassing(error) && count < MOST_RETRIES,
      // The hub may be on this machine, where a browser that is offline still reaches it.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
