export type { AppConfig } from './src/config/app-config.js';
export { SecretBox } from './src/crypto/secret-box.js';
export { ChangeFeed, type Change } from './src/events/change-feed.js';
export {
  JobQueue,
  type Job,
  type JobHandler,
  type JobQueueOptions,
  type JobRun,
} from './src/queue/job-queue.js';
