import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { LineBuffer, type Batch } from './line-buffer.js';
import { LogSources, type LogSource } from './log-sources.js';
import { LogStore, sizeOf } from './log-store.js';

/** Lines in one transaction; a container's own are never split. */
const MOST_AT_ONCE = 5_000;
const PAUSE_MS = 1_000;
const FULL_PAUSE_MS = 50;
/** Who is further behind than this, in milliseconds, loses lines; who reads what an earlier process missed does not. */
const LONGEST_LAG_MS = 10_000;
const CAUGHT_UP_MS = 2_000;
const DRAIN_MS = 5_000;
/** Share of the room that is made free when it is used up. */
const SLACK = 0.2;

interface Followed {
  readonly buffer: LineBuffer;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * Collects what all servers write, in the hub process that leads. The engine keeps lines for a while, and the database
 * knows up to which each container was read: whatever happens in between, a line is stored once.
 */
@Injectable()
export class LogCollector {
  readonly #followed = new Map<string, Followed>();
  /** Bytes since the last pruning, by deployment. */
  readonly #written = new Map<string, number>();
  #writer = '';
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    readonly store: LogStore,
    readonly sources: LogSources,
    readonly context: RuntimeContext,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** A term as the leader begins: what another process may still hold, it can no longer store. */
  async begin(): Promise<void> {
    const writer = randomUUID();
    await this.store.takeOver(writer);
    this.#writer = writer;
    for (const id of await this.store.deployments()) await this.store.prune(id, await this.sources.room());
  }

  async end(): Promise<void> {
    await this.flush();
    await this.#letGo();
    this.#writer = '';
  }

  /** Follows every container that has a row, and no others. */
  async look(): Promise<void> {
    if (this.#writer === '') await this.begin();
    const sources = await this.sources.all();
    const known = new Set(sources.map(({ origin }) => origin.container));
    for (const [container, { stop }] of this.#followed)
      if (!known.has(container)) {
        stop.abort();
        this.#followed.delete(container);
      }
    for (const source of sources) if (!this.#followed.has(source.origin.container)) await this.#watch(source);
  }

  /** Reads a container to its end, before it is removed. Never throws, and takes bounded time. */
  async drain(container: string): Promise<void> {
    if (this.#writer === '') return;
    const late = sleep(DRAIN_MS, undefined, { ref: false });
    await Promise.race([late, this.#drain(container)]).catch((error: unknown) =>
      this.logger.debug({ err: error, container }, 'the last lines of a server were not read'),
    );
  }

  /** Stores what came until now; one after another. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush());
    return this.#flushing;
  }

  async forget(): Promise<void> {
    await this.store.forgetPositions();
    for (const id of await this.store.deployments()) await this.store.prune(id, await this.sources.room());
  }

  async #flush(): Promise<void> {
    const batches = [...this.#followed.values()].flatMap(({ buffer }) => buffer.take() ?? []);
    if (batches.length === 0) return;
    try {
      for (const group of grouped(batches)) {
        await this.store.write(this.#writer, group);
        for (const batch of group) this.#count(batch);
      }
    } catch (error) {
      // Whether it was stored is not known: everything is read again from where the database says.
      this.logger.warn({ err: error }, 'lines of servers could not be stored');
      await this.#letGo();
    }
    await this.#pruneFull().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'old lines of servers were not removed');
    });
  }

  async #watch({ origin, hide }: LogSource): Promise<void> {
    const positions = await this.store.positionsOf(origin.container);
    const buffer = new LineBuffer(origin, positions, hide);
    const stop = new AbortController();
    const done = this.#follow(buffer, stop.signal);
    this.#followed.set(origin.container, { buffer, stop, done });
  }

  /** A container that ended may be started again under its name. */
  async #follow(buffer: LineBuffer, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#read(buffer, signal).catch((error: unknown) => {
        if (!signal.aborted) this.logger.debug({ err: error, ...buffer.origin }, 'reading a log ended');
      });
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #read(buffer: LineBuffer, signal: AbortSignal): Promise<void> {
    const since = buffer.rejoin();
    const options = { tail: Infinity, follow: true, signal, ...(since === undefined ? {} : { since }) };
    let isCaughtUp = false;
    for await (const line of this.context.runtime.logs(buffer.origin.container, options)) {
      const lag = Date.now() - line.at.getTime();
      isCaughtUp ||= lag < CAUGHT_UP_MS;
      // Meanwhile the engine keeps what it has; where it does not stop writing, lines are dropped and counted.
      while (buffer.isFull && !signal.aborted) {
        await sleep(FULL_PAUSE_MS, undefined, { signal }).catch(() => undefined);
        if (isCaughtUp && lag > LONGEST_LAG_MS) break;
      }
      if (signal.aborted) return;
      buffer.push(line);
    }
  }

  async #drain(container: string): Promise<void> {
    const source = await this.sources.of(container);
    if (source === undefined) return;
    const followed = this.#followed.get(container);
    followed?.stop.abort();
    await followed?.done;
    await this.flush();
    const buffer = new LineBuffer(source.origin, await this.store.positionsOf(container), source.hide);
    // In the map, so that it is written with all others.
    const stop = new AbortController();
    this.#followed.set(container, { buffer, stop, done: Promise.resolve() });
    try {
      const since = buffer.rejoin();
      const options = { tail: Infinity, follow: false, ...(since === undefined ? {} : { since }) };
      for await (const line of this.context.runtime.logs(container, options)) {
        if (buffer.isFull) await this.flush();
        buffer.push(line);
      }
      await this.flush();
    } finally {
      this.#followed.delete(container);
    }
  }

  async #letGo(): Promise<void> {
    const all = [...this.#followed.values()];
    this.#followed.clear();
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  #count({ origin, lines }: Batch): void {
    const bytes = lines.reduce((sum, line) => sum + sizeOf(line), 0);
    this.#written.set(origin.deploymentId, (this.#written.get(origin.deploymentId) ?? 0) + bytes);
  }

  async #pruneFull(): Promise<void> {
    const room = await this.sources.room();
    for (const [id, bytes] of this.#written) {
      if (bytes < room * SLACK) continue;
      this.#written.delete(id);
      await this.store.prune(id, Math.floor(room * (1 - SLACK)));
    }
  }
}

function grouped(batches: readonly Batch[]): Batch[][] {
  const groups: Batch[][] = [];
  let size = Infinity;
  for (const batch of batches) {
    if (size + batch.lines.length > MOST_AT_ONCE) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(batch);
    size += batch.lines.length;
  }
  return groups;
}
