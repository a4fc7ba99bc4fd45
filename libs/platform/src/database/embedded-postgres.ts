import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { AppError } from '#lib/diagnostics';
import { isAlive, waitUntilGone } from '../process/process-state.js';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { freePort } from '../process/free-port.js';
import { asUnprivileged, run } from './unprivileged.js';

const USER = 'toolwright';
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** Logs little, waits little at a checkpoint, listens on loopback only. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'logging_collector=off',
  'log_min_messages=warning',
];

/**
 * A PostgreSQL server of our own in a folder: made at the first start, started with the hub, stopped
 * with it. One that a killed hub left behind is stopped before a new one is started.
 */
export class EmbeddedPostgres {
  #child: ChildProcess | undefined;
  #url = '';

  /** @param folder Absolute; holds the cluster, its password and its log */
  constructor(readonly folder: string) {}

  get url(): string {
    return this.#url;
  }

  /** @throws AppError `database-unavailable` */
  async start(): Promise<string> {
    const binaries = await postgresBinaries();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const password = await this.#password();
    await this.#refuseOtherVersion(binaries);
    if (!existsSync(join(this.#cluster, 'PG_VERSION'))) await this.#initialise(binaries);
    await this.#stopLeftOver();
    const port = await freePort();
    this.#launch(binaries, port);
    this.#url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
    await this.#untilReady();
    return this.#url;
  }

  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    child.kill('SIGINT');
    if (!(await waitUntilGone(child.pid, STOP_TIMEOUT_MS))) child.kill('SIGKILL');
  }

  get #cluster(): string {
    return join(this.folder, 'data');
  }

  async #password(): Promise<string> {
    const path = join(this.folder, 'password');
    if (!existsSync(path)) await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
    return (await readFile(path, 'utf8')).trim();
  }

  async #refuseOtherVersion(binaries: PostgresBinaries): Promise<void> {
    const version = await readFile(join(this.#cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
    if (version === undefined || version.trim() === binaries.majorVersion) return;
    throw new AppError('database-unavailable', {
      detail: `The embedded database was made by PostgreSQL ${version.trim()}, and version ${binaries.majorVersion} is installed. Move the data folder away, or set DATABASE_URL.`,
    });
  }

  /** Into a folder beside, then renamed: a start that is broken off leaves no half-made cluster. */
  async #initialise(binaries: PostgresBinaries): Promise<void> {
    const fresh = `${this.#cluster}.new`;
    await rm(fresh, { recursive: true, force: true });
    const options = [
      '--auth=scram-sha-256',
      `--username=${USER}`,
      `--pwfile=${join(this.folder, 'password')}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ];
    await run(asUnprivileged(binaries.initdb, ['-D', fresh, ...options]));
    await rename(fresh, this.#cluster);
  }

  async #stopLeftOver(): Promise<void> {
    const text = await readFile(join(this.#cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
    const pid = Number(text?.split('\n')[0]);
    if (!Number.isInteger(pid) || !isAlive(pid) || !(await commandOf(pid)).includes(this.#cluster)) return;
    process.kill(pid, 'SIGINT');
    if (!(await waitUntilGone(pid, STOP_TIMEOUT_MS))) {
      throw new AppError('database-unavailable', {
        detail: `An embedded database left by an earlier start (process ${pid}) does not stop.`,
      });
    }
  }

  #launch(binaries: PostgresBinaries, port: number): void {
    const log = openSync(join(this.folder, 'postgres.log'), 'a', 0o600);
    const settings = [...SETTINGS, `port=${port}`].flatMap((setting) => ['-c', setting]);
    const [command, args] = asUnprivileged(binaries.postgres, ['-D', this.#cluster, ...settings]);
    // A group of its own: Ctrl-C in a terminal reaches the hub alone, which stops the database last.
    this.#child = spawn(command, args, { detached: true, stdio: ['ignore', log, log] });
    this.#child.once('error', () => undefined);
    this.#child.unref();
  }

  async #untilReady(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    let last: unknown;
    while (Date.now() < deadline && this.#child?.exitCode === null) {
      const client = new Client({ connectionString: this.#url, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        last = error;
        await sleep(40);
      }
    }
    throw new AppError('database-unavailable', {
      detail: `The embedded database did not start; see ${join(this.folder, 'postgres.log')}.`,
      cause: last,
    });
  }
}

/** Command line of a process, where the system tells it; the empty string elsewhere. */
async function commandOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ');
}
