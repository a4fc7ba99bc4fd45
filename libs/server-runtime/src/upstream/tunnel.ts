import { request, type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { callbackify } from 'node:util';
import type * as Undici from 'undici';
import type { buildConnector, Dispatcher } from 'undici';
import { CallError } from '../call-error.js';

/** Where a connection is wanted to. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

interface TlsOptions {
  readonly cert?: string;
  readonly key?: string;
}

/** Longer than the proxy itself tries. */
const TIMEOUT_MS = 15_000;
/** The proxy's word for why there is no connection: its own rule, or the code of the system's error. */
const REASON_HEADER = 'x-egress-error';
const REFUSALS: Readonly<Record<string, string>> = {
  EGRESS_NOT_ALLOWED: 'is not among the hosts that this server may connect to (EGRESS_ALLOW adds some)',
  EGRESS_NOT_PUBLIC: 'is no public address, and its network is not among those that are open',
};

/**
 * A connection through the proxy on a unix socket (CONNECT, RFC 9110 section 9.3.6).
 *
 * @throws CallError where the proxy's rules refuse it; Error with the `code` of a connection's error else
 */
export function openTunnel(proxy: string, { host, port }: TunnelTarget): Promise<Socket> {
  const path = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request({ socketPath: proxy, method: 'CONNECT', path, agent: false });
    asked.setTimeout(TIMEOUT_MS, () => asked.destroy(failure('ETIMEDOUT', path)));
    asked.once('error', reject);
    asked.once('connect', (answer, socket: Socket) => {
      socket.setTimeout(0);
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      return reject(failure(String(answer.headers[REASON_HEADER] ?? 'ECONNRESET'), path));
    });
    asked.end();
  });
}

/** {@link openTunnel} in the style of Node's callbacks. */
export const tunnelCallback: (
  proxy: string,
  target: TunnelTarget,
  callback: (error: Error | null, socket: Socket) => void,
) => void = callbackify(openTunnel);

function failure(code: string, target: string): Error {
  const refusal = REFUSALS[code];
  if (refusal !== undefined) return new CallError(`${target} ${refusal}; nothing was sent.`);
  return Object.assign(new Error(`${code}: no connection to ${target}`), { code });
}

/** How undici connects where everything goes through a proxy; TLS is spoken with the target itself. */
export function tunnelConnector(
  proxy: string,
  { buildConnector: connectorOf }: typeof Undici,
  tls: TlsOptions = {},
): buildConnector.connector {
  const secure = connectorOf({ ...tls });
  return (options, callback) => {
    const isSecure = options.protocol === 'https:';
    const port = Number(options.port) || (isSecure ? 443 : 80);
    tunnelCallback(proxy, { host: options.hostname, port }, (error, socket) => {
      if (error !== null) callback(error, null);
      else if (isSecure) secure({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
}

/** For what is asked for now and then; undefined where connections are made directly. */
export function tunnelDispatcher(proxy: string | undefined, undici: typeof Undici): Dispatcher | undefined {
  if (proxy === undefined) return undefined;
  return new undici.Agent({ connect: tunnelConnector(proxy, undici), connections: 4 });
}

/** `fetch` through the proxy; Node's own where there is none. */
export async function tunnelFetch(proxy: string | undefined): Promise<typeof fetch> {
  if (proxy === undefined) return fetch;
  const undici = await import('undici');
  const dispatcher = tunnelDispatcher(proxy, undici);
  // The two kinds of `fetch` differ in their types alone.
  const through: unknown = (address: string, options: object) =>
    undici.fetch(address, { ...options, ...(dispatcher === undefined ? {} : { dispatcher }) });
  return through as typeof fetch;
}
