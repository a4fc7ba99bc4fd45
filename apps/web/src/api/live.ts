import { useEffect } from 'react';
import { apiUrl } from './client';

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
