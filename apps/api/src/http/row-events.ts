import { setTimeout as sleep } from 'node:timers/promises';
import type { Change, ChangeFeed } from '#lib/platform';
import type { EventStream } from './event-stream.js';

/** The feed may lose a message; a row is read again after this time anyway. */
const POLL_MS = 2_000;

export interface RowEvents<T> {
  readonly changes: ChangeFeed;
  readonly change: Change;
  /** Reads the row; undefined when it is gone. */
  load(): Promise<T | undefined>;
  /** Whether nothing more will come. */
  isFinal(row: T): boolean;
}

/** Sends a row now and whenever it changes, until it is final or gone or the client leaves. */
export async function streamRow<T>(
  stream: EventStream,
  { changes, change, load, isFinal }: RowEvents<T>,
): Promise<void> {
  let wake = new AbortController();
  const unsubscribe = changes.subscribe(change, () => wake.abort());
  let last = '';
  try {
    while (!stream.signal.aborted) {
      wake = new AbortController();
      const row = await load();
      if (row === undefined) return await stream.send('deleted', { id: change.id });
      const text = JSON.stringify(row);
      if (text !== last) await stream.send(change.topic, row);
      last = text;
      if (isFinal(row)) return;
      await sleep(POLL_MS, undefined, { signal: AbortSignal.any([wake.signal, stream.signal]) }).catch(
        () => undefined,
      );
    }
  } finally {
    unsubscribe();
    stream.end();
  }
}
