import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Tells when clients leave, by one signal for each connection: to make one for each request costs as much as the rest
 * of a call. It outlives a request, so whoever listens has to take the listener back.
 */
export class ConnectionSignals {
  readonly #known = new WeakMap<Socket, AbortSignal>();

  of({ socket }: IncomingMessage): AbortSignal {
    const known = this.#known.get(socket);
    if (known !== undefined) return known;
    const ended = new AbortController();
    socket.once('close', () => ended.abort());
    this.#known.set(socket, ended.signal);
    return ended.signal;
  }
}
