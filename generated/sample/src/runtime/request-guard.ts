import type { ServerConfig } from './config.js';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether the Host header names this machine or a configured name. A page on another host whose name
 * was made to point here (DNS rebinding) sends its own.
 */
export function isOwnHost(host: string | undefined, config: ServerConfig): boolean {
  const name = hostName(`http://${host ?? ''}`);
  return name !== undefined && (LOOPBACK.has(name) || config.allowedHosts.includes(name));
}

/** Browsers send Origin; other clients do not, and are let through. */
export function isOwnOrigin(origin: string | undefined, config: ServerConfig): boolean {
  if (origin === undefined) return true;
  const name = hostName(origin);
  return (name !== undefined && LOOPBACK.has(name)) || config.allowedOrigins.includes(origin.toLowerCase());
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
