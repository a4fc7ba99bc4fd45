import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthConfig } from './config.js';
import { HttpDoor } from './http/http-door.js';
import { takeInbound } from './http/inbound.js';
import type { LazyHandler } from './http/lazy-handler.js';
import type { ServerParts } from './mcp/server-parts.js';
import type { ResourceServer } from './oauth/resource-server.js';

export interface HttpServerOptions {
  readonly handler: LazyHandler;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface RunningHttpServer {
  /** `http://127.0.0.1:8080/mcp` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Slow clients are cut off after these times, in milliseconds; how often it is looked after them bounds it too. */
const HEADERS_TIMEOUT_MS = 10_000;
const LONGEST_LOOK_MS = 2_000;
const CLOSE_GRACE_MS = 2_000;

/** Serves MCP at `/mcp` (every protocol version that the SDK speaks) and health at `/healthz`. */
export async function startHttpServer({ handler, port }: HttpServerOptions): Promise<RunningHttpServer> {
  const { parts } = handler;
  const { config } = parts.caller;
  const server = createServer({
    connectionsCheckingInterval: Math.min(LONGEST_LOOK_MS, config.requestTimeoutMs),
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, config.requestTimeoutMs),
    requestTimeout: config.requestTimeoutMs,
  });
  const gate = await loadGate(config.oauth);
  await listen(server, port, config.host);
  const bound = (server.address() as AddressInfo).port;
  const url = `http://${shownHost(config.host)}:${bound}/mcp`;
  const door = new HttpDoor({
    parts,
    handler: () => handler.get(),
    ...(gate === undefined ? {} : { oauth: gate(parts, url) }),
  });
  server.on('request', (request, response) => void door.handle(request, response));
  handler.loadSoon();
  const inbound = config.inboundSocket === undefined ? undefined : takeInbound(server, config.inboundSocket);
  return {
    url,
    port: bound,
    close: () => {
      inbound?.close();
      return close(server, handler);
    },
  };
}

type Gate = (parts: ServerParts, url: string) => ResourceServer;

/** Loaded only where tokens are checked, and before the first request can come. */
async function loadGate(config: OAuthConfig | undefined): Promise<Gate | undefined> {
  if (config === undefined) return undefined;
  const { resourceServer } = await import('./oauth/resource-server.js');
  return (parts, url) => resourceServer(parts, config, url);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Lets calls under way end for a moment, then cuts what is left. */
async function close(server: Server, handler: LazyHandler): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await handler.close();
  await closed;
  clearTimeout(cut);
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
