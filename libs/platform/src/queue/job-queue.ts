/** One unit of background work: the row it concerns carries everything else. */
export interface Job {
  /** What to do: `generation`, `deployment`. */
  readonly name: string;
  /** The row's id; one job per name and id is waiting or running at a time. */
  readonly id: string;
}

export interface JobRun extends Job {
  /** 1 for the first run; higher when an earlier run's process died or its handler threw. */
  readonly attempt: number;
  /** Whether a throw now ends the job for good. */
  readonly lastAttempt: boolean;
}

/** Must be safe to run again: a run may have ended half-way with its process. */
export type JobHandler = (job: JobRun) => Promise<void>;

export interface JobQueueOptions {
  /** Runs of one job before it is given up. */
  readonly maxAttempts: number;
  /** Jobs that this process runs at once. */
  readonly concurrency: number;
}

/**
 * Background jobs that survive this process. One suite (`test/medium/queue`) holds for every driver:
 * no job is lost, none runs twice at once, a job whose process died is run again.
 */
export abstract class JobQueue {
  /** Returns when the job is stored. A job of the same name and id that is waiting makes this a no-op. */
  abstract enqueue(job: Job): Promise<void>;

  /**
   * Starts working with one handler per job name. A second call is an error.
   * `onGivenUp` is told of a job whose last attempt failed or whose process died during it.
   */
  abstract work(
    handlers: Readonly<Record<string, JobHandler>>,
    onGivenUp: (job: Job, reason: string) => Promise<void>,
  ): Promise<void>;

  /** Whether the queue's store answers. */
  abstract isReady(): Promise<boolean>;

  /** Takes no new job, waits for the running ones up to `graceMs`, then gives them back to the queue. */
  abstract close(graceMs: number): Promise<void>;
}
