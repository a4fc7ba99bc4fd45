import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tests and scripts run in the project's folder, from the sources or from what was built of them. */
const ROOT = process.cwd();
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** A hub as a person starts it: a process of its own, on a data folder and a port of its own. */
export class HubProcess {
  output = '';
  #child: ChildProcess | undefined;

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(env: Readonly<Record<string, string>> = {}): Promise<HubProcess> {
    return new HubProcess(await mkdtemp(join(tmpdir(), 'toolwright-hub-')), await freePort(), env);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the running hub. @throws Error when it does not run */
  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('The hub does not run.');
    return this.#child.pid;
  }

  /** Resolves when the hub has printed its addresses. */
  async start(): Promise<void> {
    this.output = '';
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(this.port), TOOLWRIGHT_DATA_DIR: this.dataDir, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready:\n${this.output}`)), START_TIMEOUT_MS);
      const collect = (chunk: Buffer) => {
        this.output += chunk.toString();
        if (!this.output.includes('Ctrl-C stops the hub')) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`the hub ended with code ${code}:\n${this.output}`));
      });
    });
    await ready;
  }

  setupToken(): string {
    return /setup_[A-Za-z0-9_-]+/.exec(this.output)?.[0] ?? '';
  }

  mcpEndpoint(): string {
    return /http:\/\/127\.0\.0\.1:\d+\/mcp\/[\w-]+/.exec(this.output)?.[0] ?? '';
  }

  /** As Ctrl-C does. @returns the exit code */
  async interrupt(): Promise<number | null> {
    return this.#end('SIGINT');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.#end('SIGINT');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
