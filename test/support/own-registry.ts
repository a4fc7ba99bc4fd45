import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Requirement } from './requirements.js';

const PROGRAM = '/usr/bin/docker-registry';
const START_TIMEOUT_MS = 10_000;

export interface OwnRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  close(): Promise<void>;
}

export function canHaveOwnRegistry(): Requirement {
  const available = existsSync(PROGRAM);
  return { available, reason: available ? 'a registry' : `no ${PROGRAM}` };
}

/** A registry on loopback, in a folder that goes with it. */
export async function startOwnRegistry({ canDelete }: { canDelete: boolean }): Promise<OwnRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: canDelete } },
    http: { addr: host },
  };
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify(config));
  const child = spawn(PROGRAM, ['serve', file], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await sleep(50)) {
    const isUp = await fetch(`http://${host}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return { host, close };
    if (Date.now() > deadline) {
      await close();
      throw new Error(`${PROGRAM} does not start`);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
