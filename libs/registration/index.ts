export { ApiDocumentEntity } from './src/api-document.entity.js';
export { ApiEntity } from './src/api.entity.js';
export type { GivenCustomization, StoredTools } from './src/describe-source.js';
export { REGISTRATION_MIGRATIONS } from './src/migrations.js';
export { RegistrationModule } from './src/registration.module.js';
export {
  RegistrationService,
  type Customized,
  type GivenSource,
  type RegisteredApi,
} from './src/registration.service.js';
