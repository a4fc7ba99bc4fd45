import type { NextFunction, Request, Response } from 'express';
import { AppError } from '#lib/diagnostics';
import type { AppConfig } from '#lib/platform';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests that name another host, or come from another site's page: a page whose name was made
 * to point at this machine (DNS rebinding) could otherwise speak to the hub.
 */
export function ownHostOnly(config: AppConfig) {
  const own = new Set([...LOOPBACK, new URL(config.publicUrl).hostname]);
  return (request: Request, _response: Response, next: NextFunction): void => {
    const { host, origin } = request.headers;
    const isOwn =
      own.has(hostName(`http://${host ?? ''}`)) && (origin === undefined || own.has(hostName(origin)));
    next(
      isOwn
        ? undefined
        : new AppError('origin-refused', { detail: 'The Host or Origin header names another host.' }),
    );
  };
}

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
