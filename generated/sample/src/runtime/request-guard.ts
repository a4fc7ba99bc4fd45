import type { IncomingMessage } from 'node:http';
import type { ServerConfig } from './config.js';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A name or an address, and a port (RFC 9110 section 7.2): nothing that a URL parser would read otherwise. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/iu;

/**
 * Whether the Host header names this machine or a configured name. A page on another host whose name
 * was made to point here (DNS rebinding) sends its own.
 */
export function isOwnHost(host: string | undefined, config: ServerConfig): boolean {
  if (host === undefined || !HOST.test(host)) return false;
  // Nearly every request; what is named otherwise is read as a URL parser does.
  if (LOOPBACK.has(host.replace(/:\d+$/, ''))) return true;
  const name = hostName(`http://${host}`);
  return name !== undefined && (LOOPBACK.has(name) || config.allowedHosts.includes(name));
}

/** Browsers send Origin; other clients do not, and are let through. */
export function isOwnOrigin(origin: string | undefined, config: ServerConfig): boolean {
  if (origin === undefined) return true;
  const name = hostName(origin);
  return (name !== undefined && LOOPBACK.has(name)) || config.allowedOrigins.includes(origin.toLowerCase());
}

/** Headers of which one reader may take the first and another the last. */
const SINGLE: ReadonlySet<string> = new Set([
  'host',
  'origin',
  'authorization',
  'content-type',
  'content-length',
  'mcp-session-id',
]);

/** The name of a header that came twice, though it decides who asks for what. */
export function repeatedHeader({ headers, rawHeaders }: IncomingMessage): string | undefined {
  if (Object.keys(headers).length * 2 === rawHeaders.length) return undefined;
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
