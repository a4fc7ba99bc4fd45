import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RuntimeContext } from '#lib/deployment';
import { APP_CONFIG, JobQueue, type AppConfig } from '#lib/platform';

/** Tells whether something answers; may throw when it does not. */
type Check = () => Promise<boolean>;

/** What this process needs, as far as its roles do: a gateway serves on while the queue is away. */
@Injectable()
export class Readiness {
  constructor(
    readonly dataSource: DataSource,
    readonly queue: JobQueue,
    readonly context: RuntimeContext,
    @Inject(APP_CONFIG) readonly config: Pick<AppConfig, 'roles'>,
  ) {}

  checks(): Readonly<Record<string, Check>> {
    const { roles } = this.config;
    const isWorker = roles.includes('worker');
    return {
      database: async () => {
        await this.dataSource.query('SELECT 1');
        return true;
      },
      ...(isWorker || roles.includes('api') ? { queue: () => this.queue.isReady() } : {}),
      ...(isWorker ? { runtime: async () => (await this.context.runtime.availability()).available } : {}),
    };
  }
}
