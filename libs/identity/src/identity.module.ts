import { Module } from '@nestjs/common';
import { IdentityService } from './identity.service.js';
import { SessionService } from './session.service.js';

@Module({ providers: [IdentityService, SessionService], exports: [IdentityService, SessionService] })
export class IdentityModule {}
