import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ContainerEvent } from '../container-runtime.js';

/** A manager's events tell of services, but of the containers on its own node alone: the rest is looked at. */
const LOOK_MS = 1_000;

/** Which servers there are, with the start of those that run. */
export type Sight = ReadonlyMap<string, number | undefined>;

/** What has changed between two looks, each server's in order. */
export function changes(before: Sight, now: Sight): ContainerEvent[] {
  const events: ContainerEvent[] = [];
  for (const [name, started] of now) {
    const earlier = before.get(name);
    if (earlier === started) continue;
    if (earlier !== undefined) events.push({ name, kind: 'ended' });
    if (started !== undefined) events.push({ name, kind: 'started' });
  }
  for (const [name, started] of before) {
    if (now.has(name)) continue;
    if (started !== undefined) events.push({ name, kind: 'ended' });
    events.push({ name, kind: 'removed' });
  }
  return events;
}

/** Looks whenever the engine says that something happened, and every second in case it happened elsewhere. */
export async function* swarmEvents(
  docker: Docker,
  look: () => Promise<Sight>,
  signal: AbortSignal,
): AsyncIterable<ContainerEvent> {
  const filters = JSON.stringify({ type: ['container', 'service'] });
  const stream = (await docker.getEvents({ filters: filters as never })) as Readable;
  let wake = () => undefined as void;
  const over = new AbortController();
  stream.on('data', () => wake());
  stream.on('error', () => undefined);
  stream.once('close', () => {
    over.abort();
    wake();
  });
  const stop = () => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    let known = await look();
    while (!over.signal.aborted && !signal.aborted) {
      await woken((poke) => (wake = poke), signal);
      if (signal.aborted) return;
      const now = await look();
      yield* changes(known, now);
      known = now;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function woken(listen: (poke: () => void) => void, signal: AbortSignal): Promise<void> {
  const early = new AbortController();
  listen(() => early.abort());
  await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([early.signal, signal]) }).catch(() => undefined);
}
