import { useEffect } from 'react';
import { apiUrl } from './client';
import { queryClient } from './query-client';

/**
 * Reads a stream of server-sent events while a component is shown. The browser connects again by itself.
 *
 * @param path Below `/api/v1`; undefined reads nothing
 * @param onEvent Called with the name of the event and its data, parsed. Keep it stable between renders
 */
export function useEvents(path: string | undefined, onEvent: (name: string, data: unknown) => void): void {
  useEffect(() => {
    if (path === undefined) return undefined;
    const source = new EventSource(apiUrl(path));
    const read = (event: MessageEvent<string>) => onEvent(event.type, JSON.parse(event.data));
    for (const name of EVENTS) source.addEventListener(name, read);
    return () => source.close();
  }, [path, onEvent]);
}

/** Names of events that the hub sends. */
const EVENTS = ['line', 'generation', 'deployment', 'release', 'deleted', 'change', 'end'] as const;

/** Which queries read something of a topic. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  deployment: ['servers', 'releases'],
  release: ['releases'],
  generation: ['generations', 'apis'],
};

/**
 * Has queries asked anew when the hub says that something changed, as long as the page is seen: browsers keep few
 * connections to one host, and pages in the background would take them all.
 */
export function useLiveQueries(): void {
  useEffect(() => {
    let source: EventSource | undefined;
    let wasOpen = false;
    const connect = () => {
      source?.close();
      source = undefined;
      if (document.hidden) return;
      source = new EventSource(apiUrl('/events'));
      source.addEventListener('change', ({ data }: MessageEvent<string>) => refresh(JSON.parse(data)));
      // What changed before it was open was not told.
      source.addEventListener('open', () => {
        if (wasOpen) Object.keys(QUERIES).forEach((topic) => refresh({ topic }));
        wasOpen = true;
      });
    };
    connect();
    document.addEventListener('visibilitychange', connect);
    return () => {
      document.removeEventListener('visibilitychange', connect);
      source?.close();
    };
  }, []);
}

function refresh({ topic }: { readonly topic: string }): void {
  for (const key of QUERIES[topic] ?? []) void queryClient.invalidateQueries({ queryKey: [key] });
}
