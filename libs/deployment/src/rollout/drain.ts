import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Routes } from '#lib/gateway';

/** Other hub processes have heard of a change of routes after this time, in milliseconds. */
const SETTLE_MS = 1_000;
/** Calls and sessions under way get this long, in milliseconds; then they are cut. */
const GRACE_MS = 30_000;
const POLL_MS = 200;
/** A session whose last use is longer ago does not hold a drain up, in milliseconds. */
const SESSION_QUIET_MS = 5_000;
/** What a gateway reported longer ago no longer counts, in seconds. */
const STALE_S = 3;

/** Waits until instances that get no new calls have ended those they have, whichever hub process passed them on. */
@Injectable()
export class Drain {
  readonly #processId = randomUUID();
  #hasReported = false;

  constructor(
    readonly dataSource: DataSource,
    readonly routes: Routes,
  ) {}

  /** Never longer than the grace. The signal ends it at once. */
  async untilQuiet(instanceIds: readonly string[], signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + GRACE_MS;
    await sleep(SETTLE_MS, undefined, { signal });
    while (Date.now() < deadline && (await this.#isBusy(instanceIds)))
      await sleep(POLL_MS, undefined, { signal });
  }

  /** Tells the other hub processes which draining instances this one still has calls to. */
  async report(): Promise<void> {
    const draining = [...this.routes.all()].flatMap((route) => route.draining.map(({ id }) => id));
    const busy = draining.filter((id) => this.#isBusyHere(id));
    if (busy.length === 0 && !this.#hasReported) return;
    this.#hasReported = busy.length > 0;
    for (const id of busy)
      await this.dataSource.query(
        `INSERT INTO gateway_loads (process_id, instance_id, seen_at) VALUES ($1, $2, now())
         ON CONFLICT (process_id, instance_id) DO UPDATE SET seen_at = now()`,
        [this.#processId, id],
      );
    await this.dataSource.query(
      `DELETE FROM gateway_loads WHERE seen_at < now() - interval '1 minute'
          OR (process_id = $1 AND NOT instance_id = ANY ($2::uuid[]))`,
      [this.#processId, busy],
    );
  }

  #isBusyHere(id: string): boolean {
    const { calls, sessionAt } = this.routes.load(id);
    return calls > 0 || Date.now() - sessionAt < SESSION_QUIET_MS;
  }

  async #isBusy(instanceIds: readonly string[]): Promise<boolean> {
    if (instanceIds.some((id) => this.#isBusyHere(id))) return true;
    const rows: unknown[] = await this.dataSource.query(
      `SELECT 1 FROM gateway_loads WHERE process_id <> $1 AND instance_id = ANY ($2::uuid[])
          AND seen_at > now() - make_interval(secs => $3) LIMIT 1`,
      [this.#processId, instanceIds, STALE_S],
    );
    return rows.length > 0;
  }
}
