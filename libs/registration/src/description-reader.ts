import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { APP_CONFIG, type AppConfig } from '#lib/platform';
import { DEFAULT_READ_LIMITS } from '#lib/spec-parser';
import { DescriptionPool } from './description-pool.js';
import type { Described, DescribedSource, DescribeRequest } from './describe-source.js';

/** Reads descriptions in worker threads with limits on time and memory. */
@Injectable()
export class DescriptionReader implements OnApplicationShutdown {
  readonly #pool = new DescriptionPool();

  constructor(@Inject(APP_CONFIG) readonly config: AppConfig) {}

  /**
   * @throws AppError as readApiDescription; `import-too-slow` or `import-too-large` when time or memory run out;
   * `overlay-invalid` when what was asked for cannot be done
   */
  async read(source: DescribedSource, customization: DescribeRequest['customization']): Promise<Described> {
    const outcome = await this.#pool.run({
      source,
      customization,
      limits: { ...DEFAULT_READ_LIMITS, maxBytes: this.config.maxUploadBytes },
      fetch: { allowedNetworks: this.config.allowedNetworks, trustEntryUrl: false },
    });
    if (outcome.ok) return outcome.described;
    throw new AppError(outcome.code, { detail: outcome.detail, diagnostics: outcome.diagnostics });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.close();
  }
}
