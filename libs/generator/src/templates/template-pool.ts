import { AppError } from '#lib/diagnostics';
import { WorkerPool, type PoolOptions } from '#lib/platform';
import type { FillOutcome, FillRequest } from './fill-template.js';

export const TEMPLATE_POOL: PoolOptions = {
  threads: 1,
  timeoutMs: 20_000,
  heapMb: 512,
  filename: new URL('template-worker.js', import.meta.url).href,
};

/** Threads that check and fill uploaded templates; throws AppError `template-too-slow` or `template-too-large`. */
export class TemplatePool extends WorkerPool<FillRequest, FillOutcome> {
  constructor(options: PoolOptions = TEMPLATE_POOL) {
    super(options);
  }

  protected override tooSlow(): AppError {
    return new AppError('template-too-slow', {
      detail: `It was not filled within ${this.options.timeoutMs / 1000} seconds.`,
    });
  }

  protected override tooLarge(): AppError {
    return new AppError('template-too-large', {
      detail: `Filling it takes more than ${this.options.heapMb} MB of memory.`,
    });
  }
}
