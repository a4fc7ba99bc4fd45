import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { AppError } from '#lib/diagnostics';
import { APP_CONFIG, type AppConfig } from '#lib/platform';
import { DEFAULT_READ_LIMITS } from '#lib/spec-parser';
import type { Described, DescribedSource, DescribeOutcome, DescribeRequest } from './describe-source.js';

const THREADS = 2;
const TIMEOUT_MS = 60_000;
const HEAP_MB = 1024;

/** Reads descriptions in worker threads with limits on time and memory. */
@Injectable()
export class DescriptionReader implements OnApplicationShutdown {
  readonly #pool = new Piscina({
    filename: new URL('describe-worker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });

  constructor(@Inject(APP_CONFIG) readonly config: AppConfig) {}

  /**
   * @throws AppError as readApiDescription; `document-unusable` when time or memory run out;
   * `overlay-invalid` when what was asked for cannot be done
   */
  async read(source: DescribedSource, customization: DescribeRequest['customization']): Promise<Described> {
    const request: DescribeRequest = {
      source,
      customization,
      limits: { ...DEFAULT_READ_LIMITS, maxBytes: this.config.maxUploadBytes },
      fetch: { allowedNetworks: this.config.allowedNetworks, trustEntryUrl: false },
    };
    const outcome = await this.#run(request);
    if (outcome.ok) return outcome.described;
    throw new AppError(outcome.code, { detail: outcome.detail, diagnostics: outcome.diagnostics });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.destroy();
  }

  async #run(request: DescribeRequest): Promise<DescribeOutcome> {
    try {
      return (await this.#pool.run(request, { signal: AbortSignal.timeout(TIMEOUT_MS) })) as DescribeOutcome;
    } catch (error) {
      const { name = '', code = '' } = error as { name?: string; code?: string };
      if (name === 'AbortError') throw tooMuch(`It was not read within ${TIMEOUT_MS / 1000} seconds.`);
      if (code === 'ERR_WORKER_OUT_OF_MEMORY')
        throw tooMuch(`Reading it takes more than ${HEAP_MB} MB of memory.`);
      throw error;
    }
  }
}

function tooMuch(detail: string): AppError {
  return new AppError('document-unusable', { detail });
}
