import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import type { AppConfig } from './config/app-config.js';
import { AesSecretBox } from './crypto/aes-secret-box.js';
import { deriveKey, loadSecretKey } from './crypto/secret-key.js';
import type { SecretBox } from './crypto/secret-box.js';
import { dataSourceOptions, type Schema } from './database/data-source.js';
import { EmbeddedPostgres } from './database/embedded-postgres.js';
import { LeaderLock } from './database/leader-lock.js';
import { migrate } from './database/migrate.js';
import { Settings } from './database/settings.js';
import { PgChangeFeed } from './events/pg-change-feed.js';
import { createLogger, type Logger } from './logging/logger.js';
import { lockDataDir } from './process/data-dir-lock.js';
import { BullJobQueue } from './queue/bull-job-queue.js';
import type { JobQueue } from './queue/job-queue.js';
import { PgJobQueue } from './queue/pg-job-queue.js';

const QUEUE = { maxAttempts: 3, concurrency: 2 };
const QUEUE_GRACE_MS = 3_000;

/** Everything below the features, open and ready. */
export interface Platform {
  readonly config: AppConfig;
  readonly logger: Logger;
  readonly dataSource: DataSource;
  readonly queue: JobQueue;
  readonly changes: PgChangeFeed;
  readonly secrets: SecretBox;
  /** 32 bytes that the hub's processes show each other where servers are reached over a network. */
  readonly relayKey: Buffer;
  readonly settings: Settings;
  readonly leader: LeaderLock;
  /** Stops working on jobs, then gives everything free, the embedded database last. */
  close(): Promise<void>;
}

/**
 * Opens database, queue, change feed and log, in the order in which they need each other; what was
 * opened is closed again when a later part fails.
 *
 * @throws AppError `database-unavailable`, `queue-unavailable`, `state-conflict`
 */
export async function openPlatform(config: AppConfig, schema: Schema): Promise<Platform> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer().catch(() => undefined);
  };
  try {
    closers.push(await lockDataDir(config.dataDir));
    const logger = createLogger(config);
    const secretKey = await loadSecretKey(config);
    const secrets = new AesSecretBox(secretKey);
    const relayKey = deriveKey(secretKey, 'toolwright relay');
    const url = config.databaseUrl ?? (await startEmbedded(config, closers));
    const dataSource = await openDatabase(url, schema);
    closers.push(() => dataSource.destroy());
    const changes = new PgChangeFeed(url);
    await changes.open();
    closers.push(() => changes.close());
    const queue = await openQueue(config, url);
    closers.push(() => queue.close(QUEUE_GRACE_MS));
    const settings = new Settings(dataSource);
    const leader = new LeaderLock(url);
    return { config, logger, dataSource, queue, changes, secrets, relayKey, settings, leader, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startEmbedded(config: AppConfig, closers: (() => Promise<unknown>)[]): Promise<string> {
  const postgres = new EmbeddedPostgres(join(config.dataDir, 'postgres'));
  closers.push(() => postgres.stop());
  return postgres.start();
}

async function openDatabase(url: string, schema: Schema): Promise<DataSource> {
  const dataSource = new DataSource(dataSourceOptions(url, schema));
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new AppError('database-unavailable', {
      detail: `The database refused the connection: ${reasonOf(error)}.`,
      cause: error,
    });
  }
  await migrate(dataSource);
  return dataSource;
}

async function openQueue(config: AppConfig, databaseUrl: string): Promise<JobQueue> {
  const queue =
    config.redisUrl === undefined
      ? new PgJobQueue(databaseUrl, QUEUE)
      : new BullJobQueue(config.redisUrl, QUEUE);
  try {
    await queue.open();
    return queue;
  } catch (error) {
    throw new AppError('queue-unavailable', {
      detail: `The queue could not be opened: ${reasonOf(error)}.`,
      cause: error,
    });
  }
}

/** Driver errors may quote the address with its password. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replaceAll(/:\/\/[^@\s]*@/g, '://***@');
}
