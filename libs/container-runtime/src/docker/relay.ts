import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '#lib/diagnostics';

/** Kernels take socket paths of at most 107 bytes. */
const MAX_SOCKET_PATH = 100;
const SOCKET = 'upstream.sock';

/** Where a container finds the relay. */
export const RELAY_MOUNT = '/run/toolwright';
export const RELAY_SOCKET = `${RELAY_MOUNT}/${SOCKET}`;

/**
 * Lets a container reach one address on this machine's loopback, and nothing else of the machine: a
 * unix socket in a folder that is mounted into the container, piped to that address.
 */
export class Relays {
  readonly #open = new Map<string, { server: Server; sockets: Set<Socket> }>();

  constructor(readonly stateDir: string) {}

  /** @returns the folder to mount */
  async open(container: string, upstream: { host: string; port: number }): Promise<string> {
    const folder = this.folderOf(container);
    if (!isLoopback(upstream.host))
      throw new AppError('internal', { detail: `A relay leads to loopback only, not to ${upstream.host}.` });
    await this.close(container);
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
    await rm(join(folder, SOCKET), { force: true });
    const sockets = new Set<Socket>();
    const server = createServer((client) => pipe(client, upstream, sockets));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(join(folder, SOCKET), resolve);
    });
    // The container's user is not ours.
    await chmod(join(folder, SOCKET), 0o666);
    this.#open.set(container, { server, sockets });
    return folder;
  }

  async close(container: string): Promise<void> {
    const relay = this.#open.get(container);
    if (relay === undefined) return;
    this.#open.delete(container);
    for (const socket of relay.sockets) socket.destroy();
    await new Promise<void>((resolve) => relay.server.close(() => resolve()));
  }

  async remove(container: string): Promise<void> {
    await this.close(container);
    await rm(this.folderOf(container), { recursive: true, force: true });
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((container) => this.close(container)));
  }

  isOpen(container: string): boolean {
    return this.#open.has(container);
  }

  /** The same for the same container, so that a new hub opens the socket a running container knows. */
  folderOf(container: string): string {
    const folder = join(this.stateDir, 'relay', container);
    if (Buffer.byteLength(join(folder, SOCKET)) <= MAX_SOCKET_PATH) return folder;
    return join(tmpdir(), 'toolwright-relay', createHash('sha256').update(folder).digest('hex').slice(0, 24));
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function pipe(client: Socket, upstream: { host: string; port: number }, sockets: Set<Socket>): void {
  const server = connect(upstream.port, upstream.host);
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ] as const) {
    sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.pipe(other);
  }
}
