import { Piscina } from 'piscina';
import { AppError } from '#lib/diagnostics';
import type { DescribeOutcome, DescribeRequest } from './describe-source.js';

export interface PoolOptions {
  /** Descriptions read at once; others wait. */
  readonly threads: number;
  /** For one description, from when its reading begins, in milliseconds. */
  readonly timeoutMs: number;
  /** Heap of one thread, in MiB. */
  readonly heapMb: number;
  /** The thread's entry: a module whose default export takes a DescribeRequest and gives a DescribeOutcome. */
  readonly filename: string;
  /** Node's options for the threads; this process's own by default. */
  readonly execArgv?: readonly string[];
}

export const DEFAULT_POOL: PoolOptions = {
  threads: 2,
  timeoutMs: 60_000,
  heapMb: 1024,
  filename: new URL('describe-worker.js', import.meta.url).href,
};

/** Threads that read descriptions. One that runs over its time or memory is ended, and another takes its place. */
export class DescriptionPool {
  readonly #pool: Piscina<DescribeRequest, DescribeOutcome>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(readonly options: PoolOptions = DEFAULT_POOL) {
    this.#pool = new Piscina({
      filename: options.filename,
      minThreads: 0,
      maxThreads: options.threads,
      idleTimeout: 30_000,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
      ...(options.execArgv === undefined ? {} : { execArgv: [...options.execArgv] }),
    });
  }

  /**
   * @returns What was made of it, or the error that tells why nothing was
   * @throws AppError `import-too-slow`, `import-too-large`
   */
  async run(request: DescribeRequest): Promise<DescribeOutcome> {
    await this.#turn();
    try {
      return await this.#pool.run(request, { signal: AbortSignal.timeout(this.options.timeoutMs) });
    } catch (error) {
      throw this.#reasonOf(error);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /**
   * Waits for a free thread. Not left to Piscina: there a job's time would run while it waits, and one that
   * waits behind a job that is ended would get no new thread (5.3.2, with no least number of threads).
   */
  async #turn(): Promise<void> {
    while (this.#running >= this.options.threads) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #reasonOf(error: unknown): unknown {
    const { name = '', code = '' } = error as { name?: string; code?: string };
    const { timeoutMs, heapMb } = this.options;
    if (name === 'AbortError')
      return new AppError('import-too-slow', {
        detail: `It was not read within ${timeoutMs / 1000} seconds.`,
      });
    if (code === 'ERR_WORKER_OUT_OF_MEMORY')
      return new AppError('import-too-large', {
        detail: `Reading it takes more than ${heapMb} MB of memory.`,
      });
    return error;
  }
}
