import type { Socket } from 'node:net';
import { join } from './join.js';

/** Connections that may wait for clients; whoever opens them opens fewer. */
const MAX_OFFERS = 64;
/** The next connection comes in far less; a client for which none is there yet tries again. */
const WAIT_MS = 1_000;
/** Where others are open, whoever serves may be busy: clients queue as before any server. */
const BUSY_WAIT_MS = 20_000;

interface Client {
  readonly socket: Socket;
  readonly first: Buffer;
  /** Ends the wait. */
  late?: NodeJS.Timeout;
}

/**
 * Joins clients with connections that were opened for them from the other side and wait, so that nobody has to
 * connect to whoever serves.
 */
export class Exchange {
  readonly #offers = new Set<Socket>();
  readonly #clients: Client[] = [];
  /** Connections for clients that are open, waiting or joined. */
  #open = 0;

  /** A connection that waits. */
  offer(socket: Socket): void {
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

  /** A client that says nothing takes no connection. */
  client(socket: Socket): void {
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

  /** Connections are their owners' to end. */
  close(): void {
    for (const { late } of this.#clients) clearTimeout(late);
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
