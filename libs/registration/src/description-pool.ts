import { AppError } from '#lib/diagnostics';
import { WorkerPool, type PoolOptions } from '#lib/platform';
import type { DescribeOutcome, DescribeRequest } from './describe-source.js';

export type { PoolOptions };

export const DEFAULT_POOL: PoolOptions = {
  threads: 2,
  timeoutMs: 60_000,
  heapMb: 1024,
  filename: new URL('describe-worker.js', import.meta.url).href,
};

/**
 * Threads that read descriptions. A run gives what was made of one, or the error that tells why nothing was, or throws
 * AppError `import-too-slow` or `import-too-large`.
 */
export class DescriptionPool extends WorkerPool<DescribeRequest, DescribeOutcome> {
  constructor(options: PoolOptions = DEFAULT_POOL) {
    super(options);
  }

  protected override tooSlow(): AppError {
    return new AppError('import-too-slow', {
      detail: `It was not read within ${this.options.timeoutMs / 1000} seconds.`,
    });
  }

  protected override tooLarge(): AppError {
    return new AppError('import-too-large', {
      detail: `Reading it takes more than ${this.options.heapMb} MB of memory.`,
    });
  }
}
