import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { ServerConfig } from './config.js';
import type { Log } from './log.js';
import { createServerFactory } from './mcp/server-factory.js';
import { isOwnHost, isOwnOrigin } from './request-guard.js';
import type { ToolCaller } from './tool-caller.js';
import type { ToolData } from './tool-data.js';

export interface HttpServerOptions {
  readonly data: ToolData;
  readonly caller: ToolCaller;
  readonly config: ServerConfig;
  readonly log: Log;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface RunningHttpServer {
  /** `http://127.0.0.1:8080/mcp` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Slow clients are cut off after these times, in milliseconds. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const CLOSE_GRACE_MS = 2_000;

/** Serves MCP at `/mcp` (every protocol version that the SDK speaks) and health at `/healthz`. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const { config, log, data } = options;
  const handler = createMcpHandler(createServerFactory(data, options.caller), {
    onerror: (error) => log.debug('protocol error', { reason: error.message }),
  });
  const mcp = toNodeHandler(handler);
  const server = createServer((request, response) => {
    if (!isAllowed(request, config))
      return answer(response, 403, {
        error: 'This Host or Origin is not allowed; set ALLOWED_HOSTS or ALLOWED_ORIGINS.',
      });
    const path = request.url?.split('?')[0];
    if (path === '/mcp') return void mcp(request, response);
    if (path === '/healthz' && (request.method === 'GET' || request.method === 'HEAD'))
      return answer(response, 200, health(data));
    return answer(response, 404, { error: 'Not found. MCP is served at /mcp, health at /healthz.' });
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(server, options.port, config.host);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${shownHost(config.host)}:${port}/mcp`, port, close: () => close(server, handler) };
}

function isAllowed(request: IncomingMessage, config: ServerConfig): boolean {
  return isOwnHost(request.headers.host, config) && isOwnOrigin(request.headers.origin, config);
}

function health({ manifest }: ToolData): Record<string, unknown> {
  return { status: 'ok', name: manifest.name, version: manifest.version, tools: manifest.toolCount };
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Lets calls under way end for a moment, then cuts what is left. */
async function close(server: Server, handler: { close(): Promise<void> }): Promise<void> {
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
