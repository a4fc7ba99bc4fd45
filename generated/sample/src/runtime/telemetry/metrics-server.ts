import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, type ServerConfig } from '../config.js';
import { isOwnHost } from '../request-guard.js';

export interface MetricsSource {
  readonly contentType: string;
  metrics(): Promise<string>;
}

export interface RunningMetricsServer {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
const TIMEOUT_MS = 5_000;

/**
 * Serves figures on a port of their own: who may call tools need not see them, and who may see them need not call.
 *
 * @throws ConfigError when the port cannot be had
 */
export async function serveMetrics(
  source: MetricsSource,
  { host, port }: { readonly host: string; readonly port: number },
  config: ServerConfig,
): Promise<RunningMetricsServer> {
  const server = createServer({ headersTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS });
  server.on('request', ({ method, url, headers }, response) => {
    // A page must not read them by a name that was made to point here; beyond this machine, names are not known.
    if (LOOPBACK.has(host) && !isOwnHost(headers.host, config)) return void response.writeHead(403).end();
    if (method !== 'GET' || url?.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
    return void source.metrics().then(
      (text) => response.writeHead(200, { 'content-type': source.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await listen(server, port, host);
  // Never a reason to stay: what serves tools decides how long the process lives.
  server.unref();
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ConfigError(`METRICS_PORT: nothing can listen at ${host}:${port} (${error.code}).`));
    });
    server.listen(port, host, () => resolve());
  });
}
