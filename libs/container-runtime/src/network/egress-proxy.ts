import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AddressGuard } from '#lib/network-guard';
import { authority, loopbackAddresses, parseAuthority, type EgressTarget } from './egress-target.js';
import { join } from './join.js';
import { tracked } from './tracked-server.js';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

export interface EgressPolicy {
  readonly guard: AddressGuard;
  /** The system's by default. */
  readonly resolve?: Resolve;
  /** Connects to the first of the checked addresses that answers; by TCP unless told otherwise. */
  readonly connect?: (port: number, addresses: readonly string[]) => Promise<Socket>;
}

export interface EgressProxy {
  /** For the caller to listen with. */
  readonly server: Server;
  /** Ends its tunnels, too. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const HEAD_TIMEOUT_MS = 5_000;
/** Of a tunnel in which nothing moves. */
const IDLE_TIMEOUT_MS = 10 * 60_000;
const MAX_HEAD_BYTES = 2_048;
const MAX_TUNNELS = 512;

/** Why there is no tunnel; the code goes to the server in `x-egress-error`. */
class Refusal extends Error {
  constructor(
    readonly status: 400 | 403 | 502,
    readonly code: string,
  ) {
    super(code);
  }
}

/**
 * A proxy that makes tunnels (CONNECT, RFC 9110 section 9.3.6) to the listed hosts and ports, and to nothing else. It
 * looks names up itself and connects to the very addresses that it has checked, so that a name that changes its
 * address in between (DNS rebinding) gains nothing. A redirect is a new connection, which has to pass again.
 */
export function egressProxy(allowed: readonly EgressTarget[], policy: EgressPolicy): EgressProxy {
  const open = new Set(allowed.map(authority));
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    connectionsCheckingInterval: HEAD_TIMEOUT_MS,
  });
  server.headersTimeout = HEAD_TIMEOUT_MS;
  server.requestTimeout = HEAD_TIMEOUT_MS;
  server.maxConnections = MAX_TUNNELS;
  server.on('request', (_request, response) => response.writeHead(405, { connection: 'close' }).end());
  server.on('connect', (request, client: Duplex, head: Buffer) => {
    const upstream = tunnel(request.url ?? '', open, policy);
    void answer(client as Socket, head, upstream).catch((error: unknown) => refuse(client, error));
  });
  return { server, close: tracked(server) };
}

async function answer(client: Socket, head: Buffer, tunnelled: Promise<Socket>): Promise<void> {
  const upstream = await tunnelled;
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) upstream.write(head);
  join(client, upstream);
}

async function tunnel(wanted: string, open: ReadonlySet<string>, policy: EgressPolicy): Promise<Socket> {
  const target = parseAuthority(wanted);
  if (target === undefined) throw new Refusal(400, 'EGRESS_MALFORMED');
  if (!open.has(authority(target))) throw new Refusal(403, 'EGRESS_NOT_ALLOWED');
  const addresses = await permittedAddresses(target.host, policy);
  return (policy.connect ?? connected)(target.port, addresses);
}

async function permittedAddresses(host: string, { guard, resolve = systemLookup }: EgressPolicy) {
  const own = loopbackAddresses(host);
  if (own.length > 0) return own;
  const addresses = isIP(host) === 0 ? (await resolve(host)).map(({ address }) => address) : [host];
  // One that is refused refuses the name: it would be its turn sooner or later.
  if (addresses.some((address) => !guard.permits(address))) throw new Refusal(403, 'EGRESS_NOT_PUBLIC');
  if (addresses.length === 0) throw new Refusal(502, 'ENOTFOUND');
  return addresses;
}

/** Only addresses are given to the system here, so that nothing is looked up once more. */
function connected(port: number, addresses: readonly string[]): Promise<Socket> {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookupKnown: LookupFunction = (_host, _options, callback) => callback(null, known);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: 'checked.invalid',
      port,
      lookup: lookupKnown,
      autoSelectFamily: true,
      noDelay: true,
    });
    const late = setTimeout(() => socket.destroy(codeError('ETIMEDOUT')), CONNECT_TIMEOUT_MS);
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(late);
      socket.setTimeout(IDLE_TIMEOUT_MS, () => socket.destroy());
      resolve(socket);
    });
  });
}

function refuse(client: Duplex, error: unknown): void {
  const { status, code } = error instanceof Refusal ? error : new Refusal(502, codeOf(error));
  client.end(
    `HTTP/1.1 ${status} Refused\r\nx-egress-error: ${code}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  );
}

/** Of several addresses that were tried, the first error's. */
function codeOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = (first as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? code : 'ECONNRESET';
}

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function systemLookup(host: string) {
  return lookup(host, { all: true });
}
