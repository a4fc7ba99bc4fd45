import Bull, { type Job as BullJob, type Queue } from 'bull';
import { JobQueue, type Job, type JobHandler, type JobQueueOptions } from './job-queue.js';

interface Payload {
  readonly name: string;
  readonly id: string;
  /** Runs begun so far; Bull counts failures, but not runs whose process died. */
  readonly begun: number;
}

type GivenUp = (job: Job, reason: string) => Promise<void>;

/** A worker renews its lock twice in this time; one that does not is dead, and its job is run again. */
const LOCK_MS = 6_000;
const STALLED_CHECK_MS = 2_000;

/** Jobs in Redis through Bull. */
export class BullJobQueue extends JobQueue {
  readonly #queue: Queue<Payload>;
  #working = false;

  constructor(
    redisUrl: string,
    readonly options: JobQueueOptions,
    queueName = 'toolwright',
  ) {
    super();
    this.#queue = new Bull<Payload>(queueName, redisUrl, {
      settings: {
        lockDuration: LOCK_MS,
        lockRenewTime: LOCK_MS / 2,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: 1_000,
      },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    // Without a listener an unreachable Redis would end the process; isReady() tells of it.
    this.#queue.on('error', () => undefined);
  }

  /** @throws Error when Redis cannot be reached */
  async open(): Promise<void> {
    await this.#queue.isReady();
  }

  override async enqueue({ name, id }: Job): Promise<void> {
    const jobId = `${name}:${id}`;
    // Bull ignores an id that it still has. The mark makes it run once more if that one has begun.
    await this.#queue.client.set(this.#markOf(jobId), '1');
    await this.#queue.add({ name, id, begun: 0 }, { jobId });
  }

  override async work(handlers: Readonly<Record<string, JobHandler>>, onGivenUp: GivenUp): Promise<void> {
    if (this.#working) throw new Error('The queue is working already.');
    this.#working = true;
    this.#queue.on('completed', (job: BullJob<Payload>) => void this.#again(job.data).catch(() => undefined));
    void this.#queue
      .process(this.options.concurrency, (job) => this.#run(job, handlers, onGivenUp))
      .catch(() => undefined);
    await this.#queue.isReady();
  }

  override async isReady(): Promise<boolean> {
    return this.#queue.client.status === 'ready';
  }

  override async close(graceMs: number): Promise<void> {
    const closed = this.#queue.close().catch(() => undefined);
    const late = new Promise<void>((resolve) => void setTimeout(resolve, graceMs).unref());
    await Promise.race([closed, late]);
    // Jobs still under way keep their lock until it ends; then another process takes them.
    await this.#queue.close(true).catch(() => undefined);
  }

  async #run(
    job: BullJob<Payload>,
    handlers: Readonly<Record<string, JobHandler>>,
    onGivenUp: GivenUp,
  ): Promise<void> {
    const { name, id, begun } = job.data;
    const attempt = begun + 1;
    const { maxAttempts } = this.options;
    await this.#queue.client.del(this.#markOf(`${name}:${id}`));
    if (attempt > maxAttempts) {
      await onGivenUp({ name, id }, 'the process that ran it ended');
      return;
    }
    await job.update({ ...job.data, begun: attempt });
    try {
      await handlers[name]?.({ name, id, attempt, lastAttempt: attempt >= maxAttempts });
    } catch (error) {
      if (attempt >= maxAttempts) {
        await onGivenUp({ name, id }, error instanceof Error ? error.message : String(error));
        return;
      }
      await this.#retryLater(job.data, attempt);
    }
  }

  /** Under a new id, since Bull keeps this one until the run has ended. */
  async #retryLater({ name, id }: Payload, begun: number): Promise<void> {
    await this.#queue.add(
      { name, id, begun },
      { jobId: `${name}:${id}:retry-${begun}`, delay: 500 * 2 ** begun },
    );
  }

  async #again({ name, id }: Payload): Promise<void> {
    const jobId = `${name}:${id}`;
    if ((await this.#queue.client.del(this.#markOf(jobId))) > 0) await this.enqueue({ name, id });
  }

  #markOf(jobId: string): string {
    return this.#queue.toKey(`again:${jobId}`);
  }
}
