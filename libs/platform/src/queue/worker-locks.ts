import { Client, type Pool } from 'pg';
import type { WorkerUtils } from 'graphile-worker';

/**
 * Tells living workers from dead ones: each holds a PostgreSQL advisory lock on a connection that ends
 * with its process.
 */
export class WorkerLocks {
  readonly #client: Client;
  readonly #held = new Set<string>();

  constructor(databaseUrl: string) {
    this.#client = new Client({ connectionString: databaseUrl });
    this.#client.on('error', () => undefined);
  }

  async open(): Promise<void> {
    await this.#client.connect();
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }

  /** Taken before a worker's first job begins, and kept. */
  async hold(worker: string): Promise<void> {
    if (this.#held.has(worker)) return;
    this.#held.add(worker);
    await this.#client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [worker]);
  }

  /** Gives the jobs of this process back to the queue. */
  async giveBack(utils: WorkerUtils): Promise<void> {
    if (this.#held.size > 0) await utils.forceUnlockWorkers([...this.#held]);
  }

  /** Frees jobs whose worker's lock can be had: nobody holds it any more. */
  async freeDead(pool: Pool, utils: WorkerUtils): Promise<void> {
    const { rows } = await pool.query<{ worker: string }>(
      `SELECT DISTINCT locked_by AS worker FROM graphile_worker._private_jobs
        WHERE locked_by IS NOT NULL AND locked_at < now() - interval '1 second'`,
    );
    for (const { worker } of rows) {
      if (this.#held.has(worker)) continue;
      if (await isFree(pool, worker)) await utils.forceUnlockWorkers([worker]);
    }
  }
}

async function isFree(pool: Pool, worker: string): Promise<boolean> {
  const { rows } = await pool.query<{ free: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free`,
    [worker],
  );
  return rows[0]?.free === true;
}
