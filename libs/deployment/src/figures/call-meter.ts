import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CallEnd } from '#lib/gateway';
import { LOGGER, type Logger } from '#lib/platform';
import { bucketOf, emptyBuckets } from './histogram.js';

const WRITE_MS = 5_000;
/** Names of a deployment in a day: clients can make names up, and further ones are counted without. */
const MOST_TOOLS = 500;
const DAY_MS = 86_400_000;

interface Count {
  readonly deploymentId: string;
  readonly tool: string;
  calls: number;
  errors: number;
  ms: number;
  readonly buckets: number[];
}

/** Counts the calls that passed this process's gateway, and adds them to those of the other hubs now and then. */
@Injectable()
export class CallMeter implements OnApplicationShutdown {
  /** By deployment and tool. */
  #counts = new Map<string, Count>();
  /** By deployment. */
  #names = new Map<string, Set<string>>();
  #day = 0;
  readonly #closing = new AbortController();
  #writing: Promise<void> = Promise.resolve();

  constructor(
    readonly dataSource: DataSource,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  begin(): void {
    this.#writing = this.#write();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
    await this.flush();
  }

  note({ deploymentId, tool, isError, ms }: CallEnd): void {
    const name = this.#bounded(deploymentId, tool);
    const key = `${deploymentId} ${name}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = { deploymentId, tool: name, calls: 0, errors: 0, ms: 0, buckets: emptyBuckets() };
      this.#counts.set(key, count);
    }
    count.calls += 1;
    count.errors += isError ? 1 : 0;
    count.ms += ms;
    const bucket = bucketOf(ms);
    count.buckets[bucket] = (count.buckets[bucket] ?? 0) + 1;
  }

  /** What could not be written is lost: counting twice would be worse. */
  async flush(): Promise<void> {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    if (counts.length === 0) return;
    await this.dataSource
      .query(ADD, [JSON.stringify(counts)])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'figures of calls were not written'));
  }

  #bounded(deploymentId: string, tool: string): string {
    const day = Math.floor(Date.now() / DAY_MS);
    if (day !== this.#day) this.#names = new Map();
    this.#day = day;
    let names = this.#names.get(deploymentId);
    if (names === undefined) this.#names.set(deploymentId, (names = new Set()));
    if (names.size >= MOST_TOOLS && !names.has(tool)) return '';
    names.add(tool);
    return tool;
  }

  async #write(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep(WRITE_MS, undefined, { signal, ref: false }).catch(() => undefined);
      await this.flush();
    }
  }
}

/** Several hubs add to one row. */
const ADD = `
  INSERT INTO call_figures (deployment_id, at, tool, calls, errors, ms, buckets)
  SELECT deployments.id, date_trunc('minute', now()), tool, calls, errors, ms, buckets
    FROM jsonb_to_recordset($1::jsonb)
      AS given ("deploymentId" uuid, tool text, calls int, errors int, ms double precision, buckets int[])
    JOIN deployments ON deployments.id = given."deploymentId"
   ORDER BY deployments.id, tool
  ON CONFLICT (deployment_id, at, tool) DO UPDATE SET
    calls = call_figures.calls + excluded.calls, errors = call_figures.errors + excluded.errors,
    ms = call_figures.ms + excluded.ms,
    buckets = (SELECT array_agg(one + other ORDER BY place)
                 FROM unnest(call_figures.buckets, excluded.buckets) WITH ORDINALITY AS pairs (one, other, place))`;
