import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { makeOwnFolder, OWN_TEMPORARY } from '../own-folder.js';
import { egressProxy, type EgressPolicy, type EgressProxy } from './egress-proxy.js';
import type { EgressTarget } from './egress-target.js';
import { InboundRelay } from './inbound-relay.js';
import { EGRESS_SOCKET, INBOUND_SOCKET } from './socket-names.js';

/** Kernels take socket paths of at most 107 bytes. */
const MAX_SOCKET_PATH = 100;

export interface PassageOptions {
  /** On 127.0.0.1, for clients; 0 takes any free one. */
  readonly port: number;
  readonly egress: readonly EgressTarget[];
}

/** The only two ways between a server without a network and the rest: clients in, listed hosts out. */
export interface Passage {
  /** To mount, read-only, or to name to the server; the same for the same server. */
  readonly folder: string;
  readonly port: number;
}

interface Open extends Passage {
  readonly relay: InboundRelay;
  readonly proxy: EgressProxy;
}

/** Passages by the name of their server, each two unix sockets in a folder of its own. */
export class Passages {
  readonly #open = new Map<string, Promise<Open>>();

  constructor(
    readonly stateDir: string,
    readonly policy: EgressPolicy,
  ) {}

  /**
   * Opened once: a second call gives the same.
   *
   * @throws AppError `port-taken`
   */
  open(name: string, options: PassageOptions): Promise<Passage> {
    const known = this.#open.get(name) ?? this.#make(name, options);
    this.#open.set(name, known);
    known.catch(() => this.#open.delete(name));
    return known;
  }

  /** Where the sockets of a server are, open or not. */
  folderOf(name: string): string {
    const folder = join(this.stateDir, 'passages', name);
    if (Buffer.byteLength(join(folder, INBOUND_SOCKET)) <= MAX_SOCKET_PATH) return folder;
    const short = createHash('sha256').update(folder).digest('hex').slice(0, 24);
    return join(OWN_TEMPORARY, 'passages', short);
  }

  async close(name: string): Promise<void> {
    const open = await this.#open.get(name)?.catch(() => undefined);
    this.#open.delete(name);
    if (open === undefined) return;
    await Promise.all([open.relay.close(), open.proxy.close()]);
  }

  async remove(name: string): Promise<void> {
    await this.close(name);
    await rm(this.folderOf(name), { recursive: true, force: true });
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((name) => this.close(name)));
  }

  async #make(name: string, { port: wanted, egress }: PassageOptions): Promise<Open> {
    const folder = this.folderOf(name);
    if (folder.startsWith(OWN_TEMPORARY)) await makeOwnFolder(OWN_TEMPORARY, 0o711);
    await makeOwnFolder(dirname(folder), 0o700);
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
    const relay = new InboundRelay();
    const proxy = egressProxy(egress, this.policy);
    try {
      const port = await relay.listen(wanted);
      await listen(relay.door, join(folder, INBOUND_SOCKET));
      await listen(proxy.server, join(folder, EGRESS_SOCKET));
      return { folder, port, relay, proxy };
    } catch (error) {
      await Promise.all([relay.close(), proxy.close()]);
      throw error;
    }
  }
}

async function listen(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // The server's user is not ours.
  await chmod(path, 0o666);
}
