import { setTimeout as sleep } from 'node:timers/promises';
import {
  makeWorkerUtils,
  run,
  Logger,
  type JobHelpers,
  type Runner,
  type WorkerUtils,
} from 'graphile-worker';
import { Pool } from 'pg';
import { JobQueue, type Job, type JobHandler, type JobQueueOptions } from './job-queue.js';
import { WorkerLocks } from './worker-locks.js';

const SWEEP_MS = 2_000;
const QUIET = new Logger(() => () => undefined);

type GivenUp = (job: Job, reason: string) => Promise<void>;

/**
 * Jobs in PostgreSQL through graphile-worker. It takes a dead worker's job back after four hours;
 * here each worker holds an advisory lock as long as its process lives, so that a death is seen within
 * seconds and never mistaken for a long job.
 */
export class PgJobQueue extends JobQueue {
  readonly #pool: Pool;
  readonly #locks: WorkerLocks;
  #utils: WorkerUtils | undefined;
  #runner: Runner | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #closing = new AbortController();
  #running = 0;

  constructor(
    databaseUrl: string,
    readonly options: JobQueueOptions,
  ) {
    super();
    this.#pool = new Pool({ connectionString: databaseUrl, max: 6 });
    this.#pool.on('error', () => undefined);
    this.#locks = new WorkerLocks(databaseUrl);
  }

  /** Makes the queue's own tables. */
  async open(): Promise<void> {
    this.#utils = await makeWorkerUtils({ pgPool: this.#pool, logger: QUIET });
    await this.#utils.migrate();
    await this.#locks.open();
  }

  override async enqueue({ name, id }: Job): Promise<void> {
    const key = `${name}:${id}`;
    // The queue name keeps jobs of one row in line; the key makes waiting ones one.
    await this.#opened.addJob(
      name,
      { id },
      { jobKey: key, queueName: key, maxAttempts: this.options.maxAttempts },
    );
  }

  override async work(handlers: Readonly<Record<string, JobHandler>>, onGivenUp: GivenUp): Promise<void> {
    if (this.#runner !== undefined) throw new Error('The queue is working already.');
    const taskList = Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        (payload: unknown, helpers: JobHelpers) => this.#run(name, handler, { payload, helpers }),
      ]),
    );
    this.#runner = await run({
      pgPool: this.#pool,
      taskList,
      concurrency: this.options.concurrency,
      noHandleSignals: true,
      pollInterval: 1_000,
      logger: QUIET,
    });
    this.#runner.promise.catch(() => undefined);
    this.#sweeping = this.#sweepForever(onGivenUp);
  }

  override async isReady(): Promise<boolean> {
    return this.#pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  override async close(graceMs: number): Promise<void> {
    this.#closing.abort();
    await this.#sweeping;
    const stopped = this.#runner?.stop().catch(() => undefined) ?? Promise.resolve();
    await Promise.race([stopped, sleep(graceMs, undefined, { ref: false })]);
    if (this.#running > 0) await this.#locks.giveBack(this.#opened);
    await this.#locks.close();
    await this.#utils?.release();
    await this.#pool.end();
  }

  get #opened(): WorkerUtils {
    if (this.#utils === undefined) throw new Error('The queue is not open.');
    return this.#utils;
  }

  async #run(
    name: string,
    handler: JobHandler,
    { payload, helpers }: { payload: unknown; helpers: JobHelpers },
  ): Promise<void> {
    const { attempts, max_attempts: most, locked_by: worker } = helpers.job;
    if (worker !== null) await this.#locks.hold(worker);
    this.#running += 1;
    try {
      await handler({
        name,
        id: (payload as { id: string }).id,
        attempt: attempts,
        lastAttempt: attempts >= most,
      });
    } finally {
      this.#running -= 1;
    }
  }

  async #sweepForever(onGivenUp: GivenUp): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await this.#sweep(onGivenUp).catch(() => undefined);
      await sleep(SWEEP_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  /** Takes back the jobs of dead workers, and reports those whose attempts are used up. */
  async #sweep(onGivenUp: GivenUp): Promise<void> {
    const utils = this.#opened;
    await this.#locks.freeDead(this.#pool, utils);
    const ended = await this.#pool.query<{
      id: string;
      task: string;
      payload: { id: string };
      reason: string | null;
    }>(
      `SELECT jobs.id, tasks.identifier AS task, jobs.payload, jobs.last_error AS reason
         FROM graphile_worker._private_jobs AS jobs
         JOIN graphile_worker._private_tasks AS tasks ON tasks.id = jobs.task_id
        WHERE jobs.attempts >= jobs.max_attempts AND jobs.locked_at IS NULL`,
    );
    for (const row of ended.rows) {
      await onGivenUp({ name: row.task, id: row.payload.id }, row.reason ?? 'the process that ran it ended');
      await utils.completeJobs([row.id]);
    }
  }
}
