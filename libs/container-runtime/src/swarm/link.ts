import type { Socket } from 'node:net';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';

/** `in`: a client for a server. `out`: waits until a server wants to connect to something. */
export type LinkKind = 'in' | 'out';

/** Names a passage and opens it: whoever knows it may use it. */
export const TOKEN = /^[0-9a-f]{32}$/;

/** Who listens where, and the key that both ends must have. */
export interface LinkEnd {
  readonly host: string;
  readonly port: number;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** TLS with a key that both know (RFC 4279, RFC 8442): no certificates to renew, and nothing gets in without it. */
const TLS = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
} as const;
const IDENTITY = 'toolwright';
const HEAD = /^(in|out) ([0-9a-f]{32})\n/;
const HEAD_BYTES = 64;
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;

/** Opens a connection to a node's agent. @throws Error when it is not there, or has another key */
export function openLink({ host, port, key }: LinkEnd, kind: LinkKind, token: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...TLS,
      host,
      port,
      pskCallback: () => ({ psk: key, identity: IDENTITY }),
      checkServerIdentity: () => undefined,
    });
    const late = setTimeout(() => socket.destroy(new Error('no answer in time')), CONNECT_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(late));
    socket.on('error', reject);
    socket.once('secureConnect', () => {
      clearTimeout(late);
      tune(socket);
      socket.write(`${kind} ${token}\n`);
      resolve(socket);
    });
  });
}

/** The agent's side: gives each connection that shows the key, once it has said what it is. */
export function linkServer(
  key: Buffer,
  take: (kind: LinkKind, token: string, socket: TLSSocket) => void,
): Server {
  const server = createServer({
    ...TLS,
    handshakeTimeout: CONNECT_TIMEOUT_MS,
    pskCallback: (_socket, identity) => (identity === IDENTITY ? key : null),
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    tune(socket);
    readHead(socket, take);
  });
  return server;
}

function readHead(socket: TLSSocket, take: (kind: LinkKind, token: string, socket: TLSSocket) => void): void {
  const late = setTimeout(() => socket.destroy(), CONNECT_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(late));
  socket.once('data', (bytes: Buffer) => {
    clearTimeout(late);
    const [head, kind, token] = HEAD.exec(bytes.subarray(0, HEAD_BYTES).toString('latin1')) ?? [];
    if (head === undefined || token === undefined) return void socket.destroy();
    socket.pause();
    if (bytes.length > head.length) socket.unshift(bytes.subarray(head.length));
    take(kind as LinkKind, token, socket);
    process.nextTick(() => socket.resume());
  });
}

/** A peer that is gone without a word is found out. */
function tune(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
}
