import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What stands around a child on this machine. */
export interface Confinement {
  /** Children run as users of their own, who own nothing. */
  readonly ownUser: boolean;
}

const SETPRIV = '/usr/bin/setpriv';
const PRLIMIT = '/usr/bin/prlimit';
const PROBE_TIMEOUT_MS = 5_000;
/** For users that exist only while something runs (systemd's `DynamicUser`, Debian policy section 9.2.2). */
const FIRST_UID = 61_184;
const LAST_UID = 65_519;

/** Root alone can change users, and only to one that may start this Node. */
export async function findConfinement(): Promise<Confinement> {
  if (process.getuid?.() !== 0 || !existsSync(SETPRIV)) return { ownUser: false };
  const [command, args] = asUser(FIRST_UID, [process.execPath, '--version']);
  return promisify(execFile)(command, args, { timeout: PROBE_TIMEOUT_MS, cwd: '/' }).then(
    () => ({ ownUser: true }),
    () => ({ ownUser: false }),
  );
}

/** A user that none of the others has; they could read each other's memory. */
export function freeUid(taken: ReadonlySet<number>): number {
  const count = LAST_UID - FIRST_UID + 1;
  // Other hubs on this machine begin elsewhere.
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step += 1) {
    const uid = FIRST_UID + ((start + step) % count);
    if (!taken.has(uid)) return uid;
  }
  throw new Error('There are more servers than users for them.');
}

/** With no group, no capability, and no way to get one. */
export function asUser(uid: number, [command = '', ...args]: readonly string[]): [string, string[]] {
  const flags = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs'];
  return [SETPRIV, [...flags, '--bounding-set=-all', '--inh-caps=-all', '--', command, ...args]];
}

/**
 * No core dumps and a bounded number of open files, where the system has `prlimit` (util-linux).
 *
 * @param processes Threads count, too; for a user of its own only, since the system counts by user
 */
export function limited(command: readonly string[], processes: number | undefined): string[] {
  if (!existsSync(PRLIMIT)) return [...command];
  const nproc = processes === undefined ? [] : [`--nproc=${processes}`];
  return [PRLIMIT, '--core=0', '--nofile=4096', ...nproc, '--', ...command];
}

/**
 * Node's permission model: files of its own folder to read, none to write, no processes, no native code. Threads
 * are outside of the model before Node 22, so that they are allowed where code is run in them, and nowhere else.
 */
export function permissionFlags(folder: string, version = process.versions.node): string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [
    isStable(major, minor) ? '--permission' : '--experimental-permission',
    `--allow-fs-read=${join(folder, '/')}`,
    ...(existsSync(join(folder, SANDBOX_WORKER)) ? ['--allow-worker'] : []),
    // The model bounds the network since Node 25, by all or nothing.
    ...(major >= 25 ? ['--allow-net'] : []),
    '--disable-warning=ExperimentalWarning',
  ];
}

/** Node 22.13, 23.5 and newer (https://nodejs.org/api/cli.html#--permission). */
function isStable(major: number, minor: number): boolean {
  return major >= 24 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
}

/** There in the mode `code` only. */
const SANDBOX_WORKER = 'sandbox-worker.cjs';
