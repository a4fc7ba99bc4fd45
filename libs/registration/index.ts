export { ApiDocumentEntity } from './src/api-document.entity.js';
export { ApiEntity } from './src/api.entity.js';
export type { DescribeOutcome, GivenCustomization, StoredTools } from './src/describe-source.js';
export { DEFAULT_POOL, DescriptionPool, type PoolOptions } from './src/description-pool.js';
export { REGISTRATION_MIGRATIONS } from './src/migrations.js';
export { RegistrationModule } from './src/registration.module.js';
export {
  RegistrationService,
  type Customized,
  type GivenSource,
  type RegisteredApi,
} from './src/registration.service.js';
