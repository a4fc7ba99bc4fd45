import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';

const START_TIMEOUT_MS = 30_000;
/** Where attacks would go to. In the engine's network namespace they are addresses of its own. */
const FORBIDDEN = ['169.254.169.254', '10.99.0.1', '93.184.216.34'] as const;
export const FORBIDDEN_PORT = 8099;

/** An engine in a network namespace that nothing leads out of, whatever its containers do. */
export interface OwnEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly docker: Docker;
  readonly forbidden: readonly string[];
  /** Connections that came to the forbidden addresses, in order. */
  readonly connections: readonly string[];
  /** Where the engine keeps everything. */
  readonly folder: string;
  /** As `kill -9` does; its containers are left to themselves. */
  kill(): Promise<void>;
  /** After a kill, on the same folder and socket. Returns when it answers. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Root's, on Linux, with what Debian's docker.io and iproute2 bring. */
export function canHaveOwnEngine(): { available: boolean; reason: string } {
  const needed = [
    '/usr/sbin/dockerd',
    '/usr/bin/unshare',
    '/usr/bin/nsenter',
    '/usr/bin/setpriv',
    '/usr/sbin/ip',
  ];
  const missing = needed.find((path) => !existsSync(path));
  if (missing !== undefined) return { available: false, reason: `no ${missing}` };
  const available = process.getuid?.() === 0 && process.arch === 'x64';
  return { available, reason: available ? 'a Docker engine of its own' : 'not root, or not x64' };
}

const SETUP = [
  'ip link set lo up',
  // Not every kernel knows dummy interfaces; a bridge with nothing on it is as good.
  'ip link add way-out type bridge',
  'ip link set way-out up',
  ...FORBIDDEN.map((address) => `ip address add ${address}/32 dev way-out`),
  'ip route add default dev way-out',
].join(' && ');

/** Prints the address that each connection came to. */
const LISTENER = `require('node:net').createServer((s) => { console.log(s.localAddress); s.on('error', () => {}); s.end(); })
  .listen(${FORBIDDEN_PORT}, '0.0.0.0', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit(0));`;

export async function startOwnEngine(): Promise<OwnEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-engine-'));
  const socket = join(folder, 'docker.sock');
  const places = ['data-root', 'exec-root', 'pidfile'].map((name) => `--${name}=${join(folder, name)}`);
  const daemon = `exec setpriv --pdeathsig TERM dockerd --host=unix://${socket} ${places.join(' ')} --iptables=false --ip6tables=false`;
  const docker = new Docker({ socketPath: socket });
  const removed = () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  let engine = await launch('unshare', ['--net', 'sh', '-c', `${SETUP} && ${daemon}`], docker).catch(
    async (error: unknown) => {
      await removed();
      throw error;
    },
  );
  const { listener, connections } = await listen(engine);
  return {
    host: `unix://${socket}`,
    docker,
    forbidden: FORBIDDEN,
    connections,
    folder,
    kill: async () => {
      await ended(engine, () => engine.kill('SIGKILL'));
      await containerdEnded(folder);
    },
    restart: async () => {
      // The listener keeps the network namespace.
      engine = await launch('nsenter', [`--net=/proc/${listener.pid}/ns/net`, 'sh', '-c', daemon], docker);
    },
    close: async () => {
      await ended(listener, () => listener.stdin?.end());
      await ended(engine, () => engine.kill('SIGTERM'));
      await removed();
    },
  };
}

/** It ends with the engine that started it, a moment later; an engine that starts meanwhile would rely on it. */
async function containerdEnded(folder: string): Promise<void> {
  const path = join(folder, 'exec-root', 'containerd', 'containerd.pid');
  const pid = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (pid === '') return;
  for (let wait = 0; wait < 500 && existsSync(`/proc/${pid}`); wait += 1) await sleep(10);
}

/** Returns when the engine answers. @throws Error with its last lines when it does not */
async function launch(command: string, args: readonly string[], docker: Docker): Promise<ChildProcess> {
  const engine = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  createInterface({ input: engine.stderr }).on('line', (line) => {
    log.push(line);
    if (log.length > 20) log.shift();
  });
  try {
    await answers(docker, engine, log);
    return engine;
  } catch (error) {
    await ended(engine, () => engine.kill('SIGTERM'));
    throw error;
  }
}

async function answers(docker: Docker, engine: ChildProcess, log: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const isThere = await docker.ping().then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (engine.exitCode !== null || Date.now() > deadline)
      throw new Error(`the engine does not start:\n${log.join('\n')}`);
    await sleep(100);
  }
}

async function listen(engine: ChildProcess): Promise<{ listener: ChildProcess; connections: string[] }> {
  const connections: string[] = [];
  const listener = spawn('nsenter', [`--net=/proc/${engine.pid}/ns/net`, process.execPath, '-e', LISTENER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: listener.stdout });
  await new Promise<void>((resolve) => lines.once('line', () => resolve()));
  lines.on('line', (address) => connections.push(address));
  return { listener, connections };
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  end();
  await exit;
}
