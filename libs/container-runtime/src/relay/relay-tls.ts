import { timingSafeEqual } from 'node:crypto';
import { connect, type ConnectionOptions, type TLSSocket, type TlsOptions } from 'node:tls';

/**
 * TLS with a shared key in place of certificates (RFC 4279, RFC 5489): both sides prove that they hold it, and what
 * passes is encrypted under keys that are forgotten. The suite is one of TLS 1.2, where Node's key callbacks belong.
 */
const SUITE = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
} as const;
const IDENTITY = 'toolwright-hub';
const CONNECT_TIMEOUT_MS = 2_000;
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** @param key 32 bytes that only the hub's processes know */
export function relayServerOptions(key: Buffer): TlsOptions {
  const known = Buffer.from(IDENTITY);
  return {
    ...SUITE,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    pskCallback: (_socket, identity) => {
      const given = Buffer.from(identity);
      return given.byteLength === known.byteLength && timingSafeEqual(given, known) ? key : null;
    },
  };
}

type Connected = (...outcome: [Error, null] | [null, TLSSocket]) => void;

/**
 * Connects to a relay and shows the key. Whatever goes wrong has the code `ECONNREFUSED`: nothing was sent over it yet.
 */
export function connectRelay(
  { host, port }: { host: string; port: number },
  key: Buffer,
  done: Connected,
): void {
  const options: ConnectionOptions = {
    ...SUITE,
    host,
    port,
    pskCallback: () => ({ identity: IDENTITY, psk: key }),
    // There is no certificate: who does not hold the key cannot end the handshake.
    checkServerIdentity: () => undefined,
  };
  const socket = connect(options);
  const late = setTimeout(() => socket.destroy(new Error('not in time')), CONNECT_TIMEOUT_MS);
  const fail = (cause: Error) => {
    clearTimeout(late);
    socket.destroy();
    const error = new Error(`The relay ${host}:${port} does not let us in.`, { cause });
    done(Object.assign(error, { code: 'ECONNREFUSED' }), null);
  };
  socket.once('error', fail);
  socket.once('secureConnect', () => {
    clearTimeout(late);
    socket.off('error', fail);
    socket.setNoDelay(true);
    done(null, socket);
  });
}
