import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnEngine, type OwnEngine } from './own-engine.js';

/** A swarm of one node in a network namespace of its own, and a way to its agent's port. */
export interface OwnSwarm extends OwnEngine {
  /** Of the agent, on 127.0.0.1 inside and outside the namespace. */
  readonly port: number;
}

/** Runs inside the namespace: what comes to the unix socket goes to the port on loopback. */
const FORWARDER = `const net = require('node:net'); const [path, port] = process.argv.slice(1);
net.createServer((one) => { const other = net.connect(Number(port), '127.0.0.1');
  for (const [a, b] of [[one, other], [other, one]]) { a.on('error', () => b.destroy()); a.once('close', () => b.destroy()); a.pipe(b); }
}).listen(path, () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit(0));`;

export async function startOwnSwarm(): Promise<OwnSwarm> {
  const engine = await startOwnEngine();
  try {
    const loopback = { ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1' };
    await engine.docker.swarmInit(loopback as never);
    const { port, close } = await forward(engine.namespace);
    const closeAll = async () => {
      await close();
      await engine.close();
    };
    return { ...engine, port, close: closeAll };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** A free port on 127.0.0.1 here that leads to the same port there. */
async function forward(namespace: string): Promise<{ port: number; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-forward-'));
  const path = join(folder, 'forward.sock');
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const other = connect(path);
    for (const [from, to] of [
      [client, other],
      [other, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const inside = spawn(
    'nsenter',
    [`--net=${namespace}`, process.execPath, '-e', FORWARDER, path, String(port)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve) => inside.stdout.once('data', () => resolve()));
  const close = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    const exit = new Promise<void>((resolve) => inside.once('exit', () => resolve()));
    inside.stdin.end();
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  return { port, close };
}
