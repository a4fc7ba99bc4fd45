export { APP_CONFIG, HUB_ROLES, type AppConfig, type HubRole } from './src/config/app-config.js';
export type { BackupContents } from './src/backup/backup-format.js';
export { examineBackup, restoreBackup, type RestoreTarget } from './src/backup/restore-backup.js';
export { backupLines } from './src/backup/write-backup.js';
export { hasAllRoles, loadConfig, unknownVariables } from './src/config/load-config.js';
export { shownSettings, type ShownSetting } from './src/config/shown-settings.js';
export { VARIABLES, type Variable } from './src/config/variables.js';
export { AesSecretBox } from './src/crypto/aes-secret-box.js';
export { SecretBox } from './src/crypto/secret-box.js';
export { hashToken, newToken, tokenMatches } from './src/crypto/tokens.js';
export type { Schema } from './src/database/data-source.js';
export { electorate, LeaderLock } from './src/database/leader-lock.js';
export { Settings } from './src/database/settings.js';
export { decodeJson, encodeJson } from './src/database/compressed-json.js';
export { readPage, type Page, type PageRequest } from './src/database/page.js';
export { EmbeddedPostgres } from './src/database/embedded-postgres.js';
export { ChangeFeed, type Change } from './src/events/change-feed.js';
export { PgChangeFeed } from './src/events/pg-change-feed.js';
export { createLogger, LOGGER, type Logger } from './src/logging/logger.js';
export { NestLogger } from './src/logging/nest-logger.js';
export { openPlatform, type Platform } from './src/platform.js';
export { PlatformModule } from './src/platform.module.js';
export { BullJobQueue } from './src/queue/bull-job-queue.js';
export {
  JobQueue,
  type Job,
  type JobHandler,
  type JobQueueOptions,
  type JobRun,
} from './src/queue/job-queue.js';
export { PgJobQueue } from './src/queue/pg-job-queue.js';
export { WorkerPool, type PoolOptions } from './src/process/worker-pool.js';
