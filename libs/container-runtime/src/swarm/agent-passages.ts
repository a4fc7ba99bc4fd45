import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Exchange } from '../network/exchange.js';
import { EGRESS_SOCKET, INBOUND_SOCKET } from '../network/socket-names.js';
import { tracked } from '../network/tracked-server.js';
import type { LinkKind } from './link.js';

interface Passage {
  readonly inbound: Exchange;
  readonly outbound: Exchange;
  readonly hub: Set<Socket>;
  close(): void;
}

/**
 * The node's end of the passages of its servers: two unix sockets each, in a folder whose name only its server
 * knows. A passage is there as long as the hub keeps connections for it open, and leaves nothing.
 */
export class AgentPassages {
  readonly #open = new Map<string, Passage>();

  constructor(readonly root: string) {}

  take(kind: LinkKind, token: string, socket: Socket): void {
    const known = this.#open.get(token);
    if (kind === 'out') return this.#wait(token, known ?? this.#make(token), socket);
    if (known === undefined) socket.destroy();
    else known.inbound.client(socket);
  }

  #wait(token: string, passage: Passage, socket: Socket): void {
    passage.hub.add(socket);
    socket.once('close', () => {
      passage.hub.delete(socket);
      if (passage.hub.size > 0 || this.#open.get(token) !== passage) return;
      this.#open.delete(token);
      passage.close();
    });
    passage.outbound.offer(socket);
  }

  #make(token: string): Passage {
    const folder = join(this.root, token);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o711 });
    const [inbound, outbound] = [new Exchange(), new Exchange()];
    const offers = door(join(folder, INBOUND_SOCKET), (socket) => inbound.offer(socket));
    const clients = door(join(folder, EGRESS_SOCKET), (socket) => outbound.client(socket));
    const passage = {
      inbound,
      outbound,
      hub: new Set<Socket>(),
      close: () => {
        for (const exchange of [inbound, outbound]) exchange.close();
        for (const close of [offers, clients]) void close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
    this.#open.set(token, passage);
    return passage;
  }
}

/** A unix socket that every user may connect to: whoever finds it knows the folder's name. @returns its closing */
function door(path: string, taken: (socket: Socket) => void): () => Promise<void> {
  const server: Server = createServer(taken);
  const close = tracked(server);
  server.listen({ path, readableAll: true, writableAll: true });
  return close;
}
