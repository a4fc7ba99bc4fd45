export { ApiKeyEntity } from './src/api-key.entity.js';
export { IdentityModule } from './src/identity.module.js';
export { IdentityService, SETTLE_RESTORED_IDENTITY, type IssuedKey } from './src/identity.service.js';
export { IDENTITY_MIGRATIONS } from './src/migrations.js';
export { SessionEntity } from './src/session.entity.js';
export { SESSION_MS, SessionService } from './src/session.service.js';
