export { ApiKeyEntity } from './src/api-key.entity.js';
export { IdentityModule } from './src/identity.module.js';
export { IdentityService, type IssuedKey } from './src/identity.service.js';
export { IDENTITY_MIGRATIONS } from './src/migrations.js';
