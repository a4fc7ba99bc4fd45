import { createServer, type AddressInfo, type Server } from 'node:net';
import { portTaken } from '../errors.js';
import { Exchange } from './exchange.js';
import { tracked } from './tracked-server.js';

const MAX_OFFERS = 64;
const MAX_CLIENTS = 1_024;

/**
 * Lets clients on this machine reach a server that has no network. The server opens connections to a unix socket of
 * ours and waits; each client that connects to the port on 127.0.0.1 is joined with one of them. Nothing is ever
 * connected to, or opened by name, where the server could have put something else.
 */
export class InboundRelay {
  readonly #exchange = new Exchange();
  readonly #closings: readonly (() => Promise<void>)[];
  readonly #front: Server;
  /** Where the server opens its connections; the caller listens with it. */
  readonly door: Server;

  constructor() {
    this.#front = createServer({ noDelay: true }, (socket) => this.#exchange.client(socket));
    this.#front.maxConnections = MAX_CLIENTS;
    this.door = createServer((socket) => this.#exchange.offer(socket));
    this.door.maxConnections = MAX_OFFERS + MAX_CLIENTS;
    this.#closings = [tracked(this.#front), tracked(this.door)];
  }

  /** @param port 0 takes any free one. @returns the port. @throws AppError `port-taken` */
  listen(port: number): Promise<number> {
    return listenOnLoopback(this.#front, port);
  }

  async close(): Promise<void> {
    this.#exchange.close();
    await Promise.all(this.#closings.map((close) => close()));
  }
}

/** @param port 0 takes any free one. @returns the port. @throws AppError `port-taken` */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', () => reject(portTaken(port)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
