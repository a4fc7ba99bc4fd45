import { useSyncExternalStore } from 'react';

/** Whether the page is looked at. Browsers open six connections to a hub, over all tabs: hidden ones keep none. */
export function useVisible(): boolean {
  return useSyncExternalStore(
    (tell) => {
      document.addEventListener('visibilitychange', tell);
      return () => document.removeEventListener('visibilitychange', tell);
    },
    () => document.visibilityState === 'visible',
  );
}
