import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { portTaken } from '../errors.js';
import { join } from './join.js';
import { tracked } from './tracked-server.js';

/** Connections of a server that may wait for clients; it opens fewer. */
const MAX_OFFERS = 64;
const MAX_CLIENTS = 1_024;
/** A server opens its next connection in far less; one that is not there yet is tried again by whoever asks. */
const WAIT_MS = 1_000;
/** One that is there may be busy, with many first calls at once for instance: clients queue as before any server. */
const BUSY_WAIT_MS = 20_000;

interface Client {
  readonly socket: Socket;
  readonly first: Buffer;
  /** Ends the wait. */
  late?: NodeJS.Timeout;
}

/**
 * Lets clients on this machine reach a server that has no network. The server opens connections to a unix socket of
 * ours and waits; each client that connects to the port on 127.0.0.1 is joined with one of them. Nothing is ever
 * connected to, or opened by name, where the server could have put something else.
 */
export class InboundRelay {
  readonly #offers = new Set<Socket>();
  readonly #clients: Client[] = [];
  /** Connections of the server that are open, waiting or joined. */
  #open = 0;
  readonly #closings: readonly (() => Promise<void>)[];
  readonly #front: Server;
  /** Where the server opens its connections; the caller listens with it. */
  readonly door: Server;

  constructor() {
    this.#front = createServer({ noDelay: true }, (socket) => this.#clientComes(socket));
    this.#front.maxConnections = MAX_CLIENTS;
    this.door = createServer((socket) => this.#offerComes(socket));
    this.door.maxConnections = MAX_OFFERS + MAX_CLIENTS;
    this.#closings = [tracked(this.#front), tracked(this.door)];
  }

  /** @param port 0 takes any free one. @returns the port. @throws AppError `port-taken` */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#front.once('error', () => reject(portTaken(port)));
      this.#front.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        resolve((this.#front.address() as AddressInfo).port);
      });
    });
  }

  async close(): Promise<void> {
    for (const { late } of this.#clients) clearTimeout(late);
    await Promise.all(this.#closings.map((close) => close()));
  }

  #offerComes(socket: Socket): void {
    this.#open += 1;
    socket.once('close', () => (this.#open -= 1));
    if (this.#offers.size >= MAX_OFFERS) return void socket.destroy();
    const client = this.#nextClient();
    if (client !== undefined) return this.#join(client, socket);
    this.#offers.add(socket);
    // It is not its turn to speak. Reading is what tells that it has gone.
    socket.once('data', () => this.#offers.has(socket) && socket.destroy());
    socket.once('close', () => this.#offers.delete(socket));
  }

  /** A client that says nothing takes no connection of the server's. */
  #clientComes(socket: Socket): void {
    socket.once('data', (first: Buffer) => {
      socket.pause();
      const [offer] = this.#offers;
      const client = { socket, first };
      if (offer !== undefined) return this.#join(client, offer);
      this.#clients.push(client);
      this.#wait(client, Date.now() + BUSY_WAIT_MS);
    });
  }

  #wait(client: Client, until: number): void {
    client.late = setTimeout(() => {
      if (this.#open > 0 && Date.now() < until) this.#wait(client, until);
      else client.socket.destroy();
    }, WAIT_MS);
  }

  #nextClient(): Client | undefined {
    for (let client = this.#clients.shift(); client !== undefined; client = this.#clients.shift())
      if (!client.socket.destroyed) return client;
    return undefined;
  }

  #join({ socket, first, late }: Client, offer: Socket): void {
    clearTimeout(late);
    this.#offers.delete(offer);
    offer.write(first);
    join(socket, offer);
  }
}
