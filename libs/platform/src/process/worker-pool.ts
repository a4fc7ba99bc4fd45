import { Piscina } from 'piscina';

export interface PoolOptions {
  /** Requests worked on at once; others wait. */
  readonly threads: number;
  /** For one request, from when its work begins, in milliseconds. */
  readonly timeoutMs: number;
  /** Heap of one thread, in MiB. */
  readonly heapMb: number;
  /** The thread's entry: a module whose default export takes a request and gives its outcome. */
  readonly filename: string;
  /** Node's options for the threads; this process's own by default. */
  readonly execArgv?: readonly string[];
}

/** Threads with a bound on time and memory. One that runs over it is ended, and another takes its place. */
export abstract class WorkerPool<Request, Outcome> {
  readonly #pool: Piscina<Request, Outcome>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(readonly options: PoolOptions) {
    this.#pool = new Piscina({
      filename: options.filename,
      minThreads: 0,
      maxThreads: options.threads,
      idleTimeout: 30_000,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
      ...(options.execArgv === undefined ? {} : { execArgv: [...options.execArgv] }),
    });
  }

  /** What the person is told when time ran out. */
  protected abstract tooSlow(): Error;

  /** What the person is told when memory ran out. */
  protected abstract tooLarge(): Error;

  /** @throws what {@link tooSlow} and {@link tooLarge} give */
  async run(request: Request): Promise<Outcome> {
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
    if (name === 'AbortError') return this.tooSlow();
    return code === 'ERR_WORKER_OUT_OF_MEMORY' ? this.tooLarge() : error;
  }
}
