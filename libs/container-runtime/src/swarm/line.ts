import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { egressProxy, type EgressPolicy, type EgressProxy } from '../network/egress-proxy.js';
import type { EgressTarget } from '../network/egress-target.js';
import { listenOnLoopback } from '../network/inbound-relay.js';
import { join } from '../network/join.js';
import { tracked } from '../network/tracked-server.js';
import { openLink, type LinkKind } from './link.js';

/** Connections that wait for a server's wish to connect; one that was taken is replaced. */
const WAITING = 4;
const RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;
const MAX_CLIENTS = 1_024;

export interface LineOptions {
  readonly token: string;
  /** On 127.0.0.1, for clients; 0 takes any free one. */
  readonly port: number;
  readonly egress: readonly EgressTarget[];
}

/** How agents are reached, and what servers may reach through them. */
export interface LinkOptions {
  /** Of every agent. */
  readonly port: number;
  readonly key: Buffer;
  readonly policy: EgressPolicy;
}

/** The hub's end of one server's passage, through the agent of whichever node the server is on. */
export class Line {
  readonly #token: string;
  readonly #links: LinkOptions;
  readonly #front: Server;
  readonly #proxy: EgressProxy;
  readonly #closeFront: () => Promise<void>;
  readonly #waiting = new Set<Socket>();
  #host: string | undefined;
  #isClosed = false;
  #offering = 0;
  port = 0;

  constructor({ token, egress }: LineOptions, links: LinkOptions) {
    this.#token = token;
    this.#links = links;
    this.#proxy = egressProxy(egress, links.policy);
    this.#front = createServer({ noDelay: true, pauseOnConnect: true }, (client) => void this.#enter(client));
    this.#front.maxConnections = MAX_CLIENTS;
    this.#closeFront = tracked(this.#front);
  }

  /** @throws AppError `port-taken` */
  async listen(port: number): Promise<void> {
    this.port = await listenOnLoopback(this.#front, port);
  }

  /** Leads to the agent at this address from now on. */
  aim(host: string): void {
    if (this.#host === host) return;
    this.#host = host;
    for (const socket of this.#waiting) socket.destroy();
    for (; this.#offering < WAITING; this.#offering += 1) void this.#offer();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const socket of this.#waiting) socket.destroy();
    await Promise.all([this.#closeFront(), this.#proxy.close()]);
  }

  #open(kind: LinkKind): Promise<Socket> {
    const { port, key } = this.#links;
    return openLink({ host: this.#host ?? '', port, key }, kind, this.#token);
  }

  async #enter(client: Socket): Promise<void> {
    try {
      if (this.#host === undefined) throw new Error('no node yet');
      join(client, await this.#open('in'));
    } catch {
      client.destroy();
    }
  }

  /** Keeps one connection waiting at the agent, again and again. */
  async #offer(): Promise<void> {
    let pause = RETRY_MS;
    while (!this.#isClosed) {
      try {
        await this.#waitOnce(await this.#open('out'));
        pause = RETRY_MS;
      } catch {
        await sleep(pause, undefined, { ref: false });
        pause = Math.min(pause * 2, MAX_RETRY_MS);
      }
    }
  }

  /** Returns when a server has taken the connection. @throws Error when it was lost before */
  #waitOnce(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return (void socket.destroy(), reject(new Error('closed')));
      this.#waiting.add(socket);
      socket.once('close', () => {
        this.#waiting.delete(socket);
        reject(new Error('lost'));
      });
      socket.once('data', (first: Buffer) => {
        this.#waiting.delete(socket);
        socket.pause();
        socket.unshift(first);
        this.#proxy.server.emit('connection', socket);
        process.nextTick(() => socket.resume());
        resolve();
      });
    });
  }
}
