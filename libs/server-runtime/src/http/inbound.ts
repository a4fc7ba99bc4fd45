import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';

/** Connections that wait for a client; one that was taken is replaced. */
const WAITING = 8;
const RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;

/** Stops asking for clients; those that are served stay. */
export interface Inbound {
  close(): void;
}

/**
 * Takes clients from a unix socket, where nobody can connect to this server itself: connections are opened from here
 * and wait, and the socket's owner joins each with a client when one comes. Tried again as long as it is not there.
 */
export function takeInbound(server: Server, path: string): Inbound {
  const waiting = new Set<Socket>();
  let isClosed = false;
  let retryMs = RETRY_MS;
  const offer = () => {
    if (isClosed) return;
    const socket = connect(path);
    waiting.add(socket);
    const lost = () => {
      if (!waiting.delete(socket)) return;
      setTimeout(offer, retryMs).unref();
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    };
    socket.on('error', () => undefined);
    socket.once('connect', () => (retryMs = RETRY_MS));
    socket.once('close', lost);
    socket.once('data', (first: Buffer) => {
      waiting.delete(socket);
      offer();
      // Only now does the time run in which a request has to come.
      socket.pause();
      socket.unshift(first);
      server.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  };
  for (let count = 0; count < WAITING; count += 1) offer();
  return {
    close: () => {
      isClosed = true;
      for (const socket of waiting) socket.destroy();
    },
  };
}
