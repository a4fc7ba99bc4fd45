import { useQuery } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '@/api/query-client';
import { useEffect, useRef } from 'react';

const EVERY_MS = 5_000;

/** Says when the hub is away, and has everything asked anew once it is back. */
export function OfflineBar() {
  const { t } = useTranslation();
  const { isError } = useQuery({
    queryKey: ['hub-reachable'],
    queryFn: async ({ signal }) => {
      await fetch('/healthz', { signal, cache: 'no-store' });
      return true;
    },
    refetchInterval: EVERY_MS,
    retry: false,
  });
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isError) void queryClient.invalidateQueries();
    wasAway.current = isError;
  }, [isError]);
  return (
    <div role="status">
      {isError && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm font-medium text-warn">
          <WifiOff className="size-4" aria-hidden />
          {t('state.offline')}
        </p>
      )}
    </div>
  );
}
