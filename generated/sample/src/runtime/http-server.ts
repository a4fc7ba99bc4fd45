import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { OAuthConfig } from './config.js';
import { HttpDoor } from './http/http-door.js';
import { takeInbound } from './http/inbound.js';
import { LegacySessions } from './http/legacy-sessions.js';
import type { ServerFactory } from './mcp/server-factory.js';
import type { ResourceServer } from './oauth/resource-server.js';

export interface HttpServerOptions {
  readonly factory: ServerFactory;
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

interface Handler {
  readonly serve: ReturnType<typeof toNodeHandler>;
  close(): Promise<void>;
}

/** Serves MCP at `/mcp` (every protocol version that the SDK speaks) and health at `/healthz`. */
export async function startHttpServer({ factory, port }: HttpServerOptions): Promise<RunningHttpServer> {
  const { config } = factory.options.caller;
  const handler = makeHandler(factory);
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
    factory,
    serve: handler.serve,
    ...(gate === undefined ? {} : { oauth: gate(factory, url) }),
  });
  server.on('request', (request, response) => void door.handle(request, response));
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

type Gate = (factory: ServerFactory, url: string) => ResourceServer;

/** Loaded only where tokens are checked, and before the first request can come. */
async function loadGate(config: OAuthConfig | undefined): Promise<Gate | undefined> {
  if (config === undefined) return undefined;
  const { resourceServer } = await import('./oauth/resource-server.js');
  return (factory, url) => resourceServer(factory, config, url);
}

function makeHandler(factory: ServerFactory): Handler {
  const { options } = factory;
  const { log, custom, caller, changes } = options;
  const onerror = (error: Error) => log.debug('protocol error', { reason: error.message });
  const modern = createMcpHandler(factory.make, { onerror });
  const stop = changes.listen((change) => {
    if (change.kind === 'resources') modern.notify.resourcesChanged();
    else modern.notify.resourceUpdated(change.uri);
  });
  const { confirmDestructive, legacySessions: mode } = caller.config;
  const sessions =
    mode === 'off'
      ? undefined
      : new LegacySessions({
          mode,
          asksClient: custom.asksClient === true || confirmDestructive,
          makeServer: () => factory.makeLasting({ era: 'legacy' }),
        });
  const fetch = sessions === undefined ? modern.fetch : sessions.around(modern.fetch);
  return {
    serve: toNodeHandler({ fetch }, { onerror, maxRequestBodySize: caller.config.maxRequestBytes }),
    close: async () => {
      stop();
      await Promise.all([modern.close(), sessions?.close()]);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Lets calls under way end for a moment, then cuts what is left. */
async function close(server: Server, handler: Handler): Promise<void> {
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
