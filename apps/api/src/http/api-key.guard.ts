import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AppError } from '#lib/diagnostics';
import { IdentityService, SessionService } from '#lib/identity';
import { isFromOwnPage, sessionOf } from './session-cookie.js';

const PUBLIC = 'public';

/** Marks a route that wants no API key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Every route wants a key or a browser's session unless it says otherwise. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    readonly reflector: Reflector,
    readonly identity: IdentityService,
    readonly sessions: SessionService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) return true;
    await this.#authenticate(context.switchToHttp().getRequest<Request>());
    return true;
  }

  async #authenticate(request: Request): Promise<void> {
    const { authorization } = request.headers;
    const session = authorization === undefined ? sessionOf(request) : undefined;
    if (session === undefined) {
      await this.identity.authenticate(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]);
      return;
    }
    if (!isFromOwnPage(request))
      throw new AppError('origin-refused', {
        detail: "A session's request comes from this hub's own pages alone; programs send an API key.",
      });
    await this.sessions.authenticate(session);
  }
}
