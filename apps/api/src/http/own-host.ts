import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '#lib/diagnostics';
import type { AppConfig } from '#lib/platform';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/**
 * Whether a request names this hub, and comes from no other site's page: a page whose name was made to point at
 * this machine (DNS rebinding) could otherwise speak to the hub.
 */
export function isOwnHost({ publicUrl, mcpUrl = publicUrl }: Pick<AppConfig, 'publicUrl' | 'mcpUrl'>) {
  const own = new Set([...LOOPBACK, new URL(publicUrl).hostname, new URL(mcpUrl).hostname]);
  return ({ headers: { host, origin } }: Pick<IncomingMessage, 'headers'>): boolean =>
    own.has(hostName(`http://${host ?? ''}`)) && (origin === undefined || own.has(hostName(origin)));
}

export function ownHostOnly(config: AppConfig) {
  const isOwn = isOwnHost(config);
  return (request: Request, _response: Response, next: NextFunction): void => {
    next(
      isOwn(request)
        ? undefined
        : new AppError('origin-refused', { detail: 'The Host or Origin header names another host.' }),
    );
  };
}

/** Whether only this machine reaches the hub, directly or through a proxy. */
export function isLoopbackOnly({
  host,
  publicUrl,
  mcpUrl = publicUrl,
}: Pick<AppConfig, 'host' | 'publicUrl' | 'mcpUrl'>): boolean {
  return [host, new URL(publicUrl).hostname, new URL(mcpUrl).hostname].every((name) => LOOPBACK.has(name));
}

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
