import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { IdentityService } from '#lib/identity';

const PUBLIC = 'public';

/** Marks a route that wants no API key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Every route wants a key unless it says otherwise. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    readonly reflector: Reflector,
    readonly identity: IdentityService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) return true;
    const header = context.switchToHttp().getRequest<Request>().headers.authorization;
    await this.identity.authenticate(/^Bearer (\S+)$/i.exec(header ?? '')?.[1]);
    return true;
  }
}
