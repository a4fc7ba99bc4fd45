import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
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
  /** Where it keeps everything. */
  readonly folder: string;
  /** For `nsenter --net=`; it stays while the engine is away. */
  readonly namespace: string;
  /** Ends the engine as a failing machine does. */
  kill(): Promise<void>;
  /** Starts it again, on what it had. */
  restart(): Promise<void>;
  /** Fills its disk to the last byte, where {@link OwnEngineOptions.diskMb} is given. */
  fill(): void;
  /** Gives back what was filled. */
  free(): void;
  close(): Promise<void>;
}

export interface OwnEngineOptions {
  /** Size of its disk, which is then in memory and seen by nobody else, in megabytes. */
  readonly diskMb?: number;
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

export async function startOwnEngine({ diskMb }: OwnEngineOptions = {}): Promise<OwnEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-engine-'));
  const socket = join(folder, 'docker.sock');
  const places = ['data-root', 'exec-root', 'pidfile'].map((name) => `--${name}=${join(folder, name)}`);
  const daemon = `exec setpriv --pdeathsig TERM dockerd --host=unix://${socket} ${places.join(' ')} --iptables=false --ip6tables=false`;
  const docker = new Docker({ socketPath: socket });
  const remove = async () => {
    await unmount(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  const root = join(folder, 'data-root');
  const [spaces, disk] =
    diskMb === undefined
      ? [['--net'], 'true']
      : [['--net', '--mount'], `mkdir ${root} && mount -t tmpfs -o size=${diskMb}m tmpfs ${root}`];
  let engine = await launch(['unshare', ...spaces], `${SETUP} && ${disk} && ${daemon}`, docker).catch(
    async (error: unknown) => {
      await remove();
      throw error;
    },
  );
  const { listener, connections } = await listen(engine);
  const namespace = `/proc/${listener.pid}/ns/net`;
  return {
    host: `unix://${socket}`,
    docker,
    forbidden: FORBIDDEN,
    connections,
    folder,
    namespace,
    kill: async () => {
      const pidFile = join(folder, 'exec-root', 'containerd', 'containerd.pid');
      const pid = Number(await readFile(pidFile, 'utf8'));
      await ended(engine, () => engine.kill('SIGKILL'));
      // The part of it that is a process of its own.
      if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
      while (existsSync(`/proc/${pid}`)) await sleep(20);
      await rm(pidFile, { force: true });
    },
    restart: async () => {
      engine = await launch(['nsenter', `--net=${namespace}`], daemon, docker);
    },
    fill: () =>
      onItsDisk(engine, `dd if=/dev/zero bs=1M of=${root}/filler; dd if=/dev/zero bs=1k of=${root}/rest`),
    free: () => onItsDisk(engine, `rm -f ${root}/filler ${root}/rest`),
    close: async () => {
      await ended(engine, () => engine.kill('SIGTERM'));
      await ended(listener, () => listener.stdin?.end());
      await remove();
    },
  };
}

/** What an engine that was killed, or that had containers in its own network, leaves mounted. */
async function unmount(folder: string): Promise<void> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  const points = lines.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(folder));
  for (const point of points.toReversed()) execFileSync('umount', ['-l', point]);
}

async function launch(
  [program = '', ...into]: string[],
  script: string,
  docker: Docker,
): Promise<ChildProcess> {
  const engine = spawn(program, [...into, 'sh', '-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  createInterface({ input: engine.stderr }).on('line', (line) => log.push(line));
  try {
    await answers(docker, engine, log);
  } catch (error) {
    await ended(engine, () => engine.kill('SIGTERM'));
    throw error;
  }
  return engine;
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
      throw new Error(`the engine does not start:\n${log.slice(-20).join('\n')}`);
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

function onItsDisk({ pid }: ChildProcess, script: string): void {
  spawnSync('nsenter', [`--mount=/proc/${pid}/ns/mnt`, 'sh', '-c', script], { stdio: 'ignore' });
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  end();
  await exit;
}
