import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ContainerRuntime,
  type ContainerEvent,
  type ContainerImage,
  type ContainerLogLine,
  type ContainerSpec,
  type ContainerState,
  type ContainerUsage,
  type ImageBuild,
  type LogOptions,
  type RuntimeAvailability,
} from '../container-runtime.js';
import { nameTaken, portTaken } from '../errors.js';
import { reservePort } from '../free-port.js';
import { EventBus } from '../event-bus.js';
import { findImageFolder, listImageFolders, removeImageFolder, writeImageFolder } from '../image-folder.js';
import { carries, type Labels } from '../labels.js';
import { makeOwnFolder, OWN_TEMPORARY } from '../own-folder.js';
import { startChild } from './child.js';
import { findConfinement, freeUid, type Confinement } from './confinement.js';
import { LogFile } from './log-file.js';
import { processUsage } from './process-usage.js';

interface Running {
  readonly spec: ContainerSpec;
  readonly child: ChildProcess;
  readonly port: number;
  readonly startedAt: Date;
  readonly log: LogFile;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Resolves when all it wrote was read, too. */
  readonly closed: Promise<void>;
  readonly uid?: number;
}

/** What an ended process wrote has been read after this time, in milliseconds. */
const LAST_WORDS_MS = 500;

/**
 * Servers as supervised child processes: for machines without a container engine. They read no files but their own
 * and start no processes (Node's permission model), and have users of their own where the hub is root. They share the
 * network and the processors of the machine; memory is bounded for the JavaScript heap only.
 */
export class ProcessRuntime extends ContainerRuntime {
  override readonly name = 'process';
  readonly #events = new EventBus();
  readonly #running = new Map<string, Running>();
  #confinement: Promise<Confinement> | undefined;

  /** @param stateDir Absolute; images and logs are kept below it */
  constructor(readonly stateDir: string) {
    super();
  }

  override async availability(): Promise<RuntimeAvailability> {
    const { ownUser } = await this.#found();
    const reason = `Node ${process.versions.node} processes that read no files but their own and start no others`;
    const user = ownUser ? 'have users of their own' : "run as the hub's user";
    return {
      available: true,
      reason: `${reason}; they ${user} and share the network, processors and memory of this machine`,
    };
  }

  override async buildImage(build: ImageBuild): Promise<string> {
    await writeImageFolder(await this.imagesRoot(), build);
    return `${build.name}:${build.version}`;
  }

  override async listImages(labels: Labels): Promise<ContainerImage[]> {
    const images = await listImageFolders(await this.imagesRoot());
    return images.filter((image) => carries(image.labels, labels));
  }

  override async removeImage(image: string): Promise<void> {
    await removeImageFolder(await this.imagesRoot(), image);
  }

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    if (this.#running.has(spec.name)) throw nameTaken(spec.name);
    const image = await findImageFolder(await this.imagesRoot(), spec.image);
    if (image === undefined) throw new Error(`There is no image ${spec.image}.`);
    // A child that was just started may not listen yet, so its port looks free.
    if ([...this.#running.values()].some(({ port, child }) => port === spec.port && !hasEnded(child)))
      throw portTaken(spec.port);
    const port = await reservePort(spec.port);
    const log = this.#logOf(spec.name);
    await log.open();
    const user = (await this.#found()).ownUser ? { uid: this.#freeUid() } : {};
    const child = await startChild({ spec, ...image, port, onLine: (line) => log.append(line), ...user });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const startedAt = new Date();
    this.#running.set(spec.name, { spec, child, port, startedAt, log, ended, closed, ...user });
    this.#events.emit(spec.labels, { name: spec.name, kind: 'started' });
    void ended.then(() => this.#events.emit(spec.labels, { name: spec.name, kind: 'ended' }));
    return this.inspect(spec.name);
  }

  override async stop(name: string, graceMs: number): Promise<void> {
    const running = this.#running.get(name);
    if (running === undefined || hasEnded(running.child)) return;
    running.child.kill('SIGTERM');
    const late = sleep(graceMs, 'late', { ref: false });
    if ((await Promise.race([running.ended, late])) === 'late') running.child.kill('SIGKILL');
    await running.ended;
  }

  override async remove(name: string): Promise<void> {
    const running = this.#running.get(name);
    if (running !== undefined && !hasEnded(running.child)) {
      running.child.kill('SIGKILL');
      await running.ended;
    }
    this.#running.delete(name);
    if (running !== undefined) this.#events.emit(running.spec.labels, { name, kind: 'removed' });
    await (running?.log ?? this.#logOf(name)).remove();
  }

  override async inspect(name: string): Promise<ContainerState> {
    const running = this.#running.get(name);
    if (running === undefined) return { name, status: 'missing', labels: {} };
    const { child, spec, startedAt, port } = running;
    const base = { name, labels: spec.labels, startedAt };
    if (!hasEnded(child)) return { ...base, status: 'running', address: `http://127.0.0.1:${port}` };
    const reason = child.signalCode === null ? undefined : `ended by ${child.signalCode}`;
    return {
      ...base,
      status: 'exited',
      ...(child.exitCode === null ? {} : { exitCode: child.exitCode }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  override async list(labels: Labels): Promise<ContainerState[]> {
    const wanted = [...this.#running.values()].filter(({ spec }) => carries(spec.labels, labels));
    return Promise.all(wanted.map(({ spec }) => this.inspect(spec.name)));
  }

  override async *logs(name: string, options: LogOptions): AsyncIterable<ContainerLogLine> {
    const running = this.#running.get(name);
    if (running !== undefined && hasEnded(running.child))
      await Promise.race([running.closed, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    yield* (running?.log ?? this.#logOf(name)).read(options);
  }

  override async usage(name: string): Promise<ContainerUsage | undefined> {
    const child = this.#running.get(name)?.child;
    return child?.pid === undefined || hasEnded(child) ? undefined : processUsage(child.pid);
  }

  override events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#events.listen(labels, signal);
  }

  /** Children cannot outlive this process, so they end with it. */
  override async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name, 3_000)));
    await Promise.all([...this.#running.values()].map(({ log }) => log.flushed()));
    if ((await this.#found()).ownUser) await rm(await this.imagesRoot(), { recursive: true, force: true });
  }

  #found(): Promise<Confinement> {
    this.#confinement ??= findConfinement();
    return this.#confinement;
  }

  #freeUid(): number {
    return freeUid(new Set([...this.#running.values()].flatMap(({ uid }) => uid ?? [])));
  }

  /** The data folder is for the hub alone, so that other users find the code elsewhere, as long as it runs. */
  async imagesRoot(): Promise<string> {
    if (!(await this.#found()).ownUser) return join(this.stateDir, 'images');
    const key = createHash('sha256').update(this.stateDir).digest('hex').slice(0, 24);
    const root = join(OWN_TEMPORARY, `images-${key}`);
    for (const folder of [OWN_TEMPORARY, root]) await makeOwnFolder(folder, 0o711);
    return root;
  }

  #logOf(name: string): LogFile {
    return new LogFile(join(this.stateDir, 'logs', `${name}.log`));
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
