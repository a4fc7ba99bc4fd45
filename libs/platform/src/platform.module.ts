import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { APP_CONFIG } from './config/app-config.js';
import { SecretBox } from './crypto/secret-box.js';
import { LeaderLock } from './database/leader-lock.js';
import { Settings } from './database/settings.js';
import { ChangeFeed } from './events/change-feed.js';
import { LOGGER } from './logging/logger.js';
import type { Platform } from './platform.js';
import { JobQueue } from './queue/job-queue.js';

/** Hands the open platform to whatever Nest injects. It is opened before Nest and closed after it. */
@Module({})
export class PlatformModule {
  static forRoot(platform: Platform): DynamicModule {
    const providers: Provider[] = [
      { provide: APP_CONFIG, useValue: platform.config },
      { provide: LOGGER, useValue: platform.logger },
      { provide: DataSource, useValue: platform.dataSource },
      { provide: JobQueue, useValue: platform.queue },
      { provide: ChangeFeed, useValue: platform.changes },
      { provide: SecretBox, useValue: platform.secrets },
      { provide: LeaderLock, useValue: platform.leader },
      { provide: Settings, useValue: platform.settings },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }
}
