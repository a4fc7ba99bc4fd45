import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { join } from '../network/join.js';
import { tracked } from '../network/tracked-server.js';
import { relayServerOptions } from './relay-tls.js';

const MAX_CLIENTS = 1_024;

interface Front {
  /** The server's address on this machine. */
  readonly behind: string;
  readonly address: Promise<string>;
  close(): Promise<void>;
}

/** Opens servers that listen on loopback to hub processes on other machines, and to nobody else. */
export class RelayFronts {
  readonly #fronts = new Map<string, Front>();

  /**
   * @param host Address or name of this machine to listen at, which is also what others connect to
   * @param key 32 bytes that only the hub's processes know
   */
  constructor(
    readonly host: string,
    readonly key: Buffer,
  ) {}

  /**
   * Opened once for each address of a server.
   *
   * @param behind `http://127.0.0.1:<port>`
   * @returns `http://<host>:<port>`, with the same port where that is free
   */
  async open(name: string, behind: string): Promise<string> {
    const known = this.#fronts.get(name);
    if (known?.behind === behind) return known.address;
    const fresh = this.#make(behind);
    this.#fronts.set(name, fresh);
    await known?.close();
    fresh.address.catch(() => this.#fronts.get(name) === fresh && this.#fronts.delete(name));
    return fresh.address;
  }

  async close(name: string): Promise<void> {
    const front = this.#fronts.get(name);
    this.#fronts.delete(name);
    await front?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#fronts.keys()].map((name) => this.close(name)));
  }

  #make(behind: string): Front {
    const port = Number(new URL(behind).port);
    const server = createServer(relayServerOptions(this.key), (client) => {
      join(client, connect({ host: '127.0.0.1', port, noDelay: true }));
    });
    server.maxConnections = MAX_CLIENTS;
    // Whoever does not hold the key is of no interest.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    const close = tracked(server);
    const address = listen(server, this.host, port)
      .catch(() => listen(server, this.host, 0))
      .then((open) => `http://${this.host}:${open}`);
    return { behind, address, close };
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
