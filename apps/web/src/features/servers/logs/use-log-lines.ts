import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, apiUrl } from '@/api/client';
import { useEvents } from '@/api/live';
import { useVisible } from '@/ui/use-visible';
import type { LogLine, LogPage } from '@/api/types';

const PAGE = 200;
/** Lines that are fetched after a pause. */
const MOST_MISSED = 1_000;
/** More would only fill the browser's memory; older ones are a search away. */
const MOST = 20_000;

/** Query of the logs, as the REST API takes it; what is undefined holds nothing back. */
export interface LogFilter {
  readonly q: string | undefined;
  readonly level: string | undefined;
  readonly source: string | undefined;
  readonly release: string | undefined;
  readonly instance: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

interface Lines {
  readonly lines: readonly LogLine[];
  readonly cursor: string | undefined;
  readonly isLoading: boolean;
  readonly error: unknown;
}

const NOTHING: Lines = { lines: [], cursor: undefined, isLoading: true, error: undefined };

/** The newest lines that pass the filter, then those that come, and on request those before. */
export function useLogLines(id: string, filter: LogFilter, isFollowing: boolean) {
  const [state, setState] = useState<Lines>(NOTHING);
  const newest = useRef<string>(undefined);
  const path = `/deployments/${id}/logs`;
  const add = useBatches(
    useCallback((more) => setState((now) => appended(now, more)), []),
    filter,
  );
  const load = useCallback(
    async (cursor: string | undefined, signal?: AbortSignal) => {
      try {
        const page = await api.get<LogPage>(path, { ...filter, limit: PAGE, cursor }, signal);
        setState((now) => prepended(now, page));
      } catch (error) {
        if (signal?.aborted !== true) setState((now) => ({ ...now, error, isLoading: false }));
      }
    },
    [path, filter],
  );
  useEffect(() => {
    const leaving = new AbortController();
    newest.current = undefined;
    setState(NOTHING);
    void load(undefined, leaving.signal);
    return () => leaving.abort();
  }, [load]);
  const read = useCallback((name: string, data: unknown) => name === 'line' && add(data as LogLine), [add]);
  const isOpen = useVisible() && isFollowing && filter.until === undefined && !state.isLoading;
  useEffect(() => {
    newest.current = state.lines.at(-1)?.at;
  }, [state.lines]);
  // After a pause what came in it is wanted, too; what is known already is not shown again.
  const followed = useMemo(() => {
    const since = newest.current ?? filter.since;
    const query = { ...filter, since, limit: MOST_MISSED, follow: true };
    return isOpen ? apiUrl(path, query).replace('/api/v1', '') : undefined;
  }, [isOpen, path, filter]);
  useEvents(followed, read);
  const loadOlder = () => load(state.cursor);
  return { ...state, loadOlder };
}

/** What comes within a frame is shown at once; what came for another filter is not. */
function useBatches(take: (lines: readonly LogLine[]) => void, filter: LogFilter): (line: LogLine) => void {
  const waiting = useRef<LogLine[]>([]);
  const frame = useRef(0);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      waiting.current = [];
    },
    [filter],
  );
  return useCallback(
    (line) => {
      waiting.current.push(line);
      if (waiting.current.length > 1) return;
      frame.current = requestAnimationFrame(() => {
        const lines = waiting.current;
        waiting.current = [];
        take(lines);
      });
    },
    [take],
  );
}

/** A stream begins with lines that are there already. */
function appended(now: Lines, more: readonly LogLine[]): Lines {
  const known = new Set(now.lines.slice(-MOST).map(({ id }) => id));
  const fresh = more.filter(({ id }) => !known.has(id));
  return fresh.length === 0 ? now : { ...now, lines: [...now.lines, ...fresh].slice(-MOST) };
}

function prepended(now: Lines, { lines, nextCursor }: LogPage): Lines {
  const known = new Set(now.lines.map(({ id }) => id));
  const older = lines.filter(({ id }) => !known.has(id));
  return { lines: [...older, ...now.lines], cursor: nextCursor, isLoading: false, error: undefined };
}
