import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from './lab.js';

/** Everything that deployments may leave behind, by kind; each entry names one thing. */
export type Census = Readonly<Record<string, readonly string[]>>;

/** What there is now: at the engine, in the database, on disk, and at the hub process. */
export async function takeCensus(lab: Lab): Promise<Census> {
  return {
    ...(await engineCensus(lab)),
    rows: await rows(lab),
    ...(await filesAndSockets(lab)),
    ports: listeningPorts(lab.hub.pid),
    processes: processes(lab),
  };
}

/** What is there now and was not before, by kind. */
export function leftovers(before: Census, after: Census): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(after).map(([kind, things]) => {
      const known = new Set(before[kind]);
      return [kind, things.filter((thing) => !known.has(thing))];
    }),
  );
}

async function engineCensus({ docker }: Lab): Promise<Census> {
  if (docker === undefined) return {};
  const containers = await docker.listContainers({ all: true });
  const { Volumes: volumes } = await docker.listVolumes();
  return {
    containers: containers.map(({ Names }) => Names.join(' ')),
    networks: (await docker.listNetworks()).map(({ Name }) => Name),
    volumes: (volumes ?? []).map(({ Name }) => Name),
    images: (await docker.listImages({ all: true })).map(
      ({ Id, RepoTags }) => `${Id} ${RepoTags?.join(' ')}`,
    ),
  };
}

/** Each table with the number of its rows; statistics would be late. */
async function rows(lab: Lab): Promise<string[]> {
  const tables = await lab.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    // One entry for each row, so that as many rows as before are no leftover.
    const [row] = await lab.query<{ count: string }>(`SELECT count(*) AS count FROM ${name}`);
    for (let number = 1; number <= Number(row?.count); number += 1) found.push(`${name} ${number}`);
  }
  return found;
}

async function filesAndSockets({ hub: { dataDir } }: Lab): Promise<Census> {
  // Where the driver keeps images for other users to read (libs/container-runtime, process-runtime).
  const key = createHash('sha256').update(join(dataDir, 'runtime')).digest('hex').slice(0, 24);
  const images = join(tmpdir(), `toolwright-${process.getuid?.() ?? 'hub'}`, `images-${key}`);
  const found: { files: string[]; sockets: string[] } = { files: [], sockets: [] };
  for (const root of [dataDir, images]) {
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      // The hub's own log turns over, and is bounded.
      if (entry.parentPath === join(dataDir, 'logs')) continue;
      const path = join(entry.parentPath, entry.name);
      (entry.isSocket() ? found.sockets : found.files).push(path);
    }
  }
  return found;
}

/** TCP ports that a process listens on. */
function listeningPorts(pid: number): string[] {
  const own = new Set(openFiles(pid).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === '0A' && own.has(inode))
      .map(([, address = '']) => String(Number.parseInt(address.split(':').at(-1) ?? '', 16))),
  );
}

/** What the open file descriptors of a process lead to. */
export function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

/** Those that the hub started, and those that hold up the engine's containers. */
function processes(lab: Lab): string[] {
  const folder = lab.services.engine?.folder;
  return processList()
    .filter(({ parent, command }) => {
      if (parent === lab.hub.pid) return true;
      return folder !== undefined && command.includes('containerd-shim') && command.includes(folder);
    })
    .map(({ pid, command }) => `${pid} ${command}`);
}

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

export function processList(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        // Ended meanwhile.
        return [];
      }
    });
}
