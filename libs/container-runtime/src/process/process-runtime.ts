import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ContainerRuntime,
  type ContainerEvent,
  type ContainerLogLine,
  type ContainerSpec,
  type ContainerState,
  type ImageBuild,
  type LogOptions,
  type RuntimeAvailability,
} from '../container-runtime.js';
import { nameTaken, portTaken } from '../errors.js';
import { reservePort } from '../free-port.js';
import { EventBus } from '../event-bus.js';
import { findImageFolder, writeImageFolder } from '../image-folder.js';
import { carries, type Labels } from '../labels.js';
import { startChild } from './child.js';
import { LogFile } from './log-file.js';

interface Running {
  readonly spec: ContainerSpec;
  readonly child: ChildProcess;
  readonly port: number;
  readonly startedAt: Date;
  readonly log: LogFile;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/**
 * Servers as supervised child processes: for machines without a container engine. They share the
 * user, the file system and the network of the hub; memory is bounded for the JavaScript heap only.
 */
export class ProcessRuntime extends ContainerRuntime {
  override readonly name = 'process';
  readonly #events = new EventBus();
  readonly #running = new Map<string, Running>();

  /** @param stateDir Absolute; images and logs are kept below it */
  constructor(readonly stateDir: string) {
    super();
  }

  override async availability(): Promise<RuntimeAvailability> {
    return { available: true, reason: `Node ${process.versions.node} processes on this machine` };
  }

  override async buildImage(build: ImageBuild): Promise<string> {
    await writeImageFolder(this.#imageRoot, build);
    return `${build.name}:${build.version}`;
  }

  override async removeImage(image: string): Promise<void> {
    const stored = await findImageFolder(this.#imageRoot, image);
    if (stored !== undefined) await rm(stored.folder, { recursive: true, force: true });
  }

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    if (this.#running.has(spec.name)) throw nameTaken(spec.name);
    const image = await findImageFolder(this.#imageRoot, spec.image);
    if (image === undefined) throw new Error(`There is no image ${spec.image}.`);
    // A child that was just started may not listen yet, so its port looks free.
    if ([...this.#running.values()].some(({ port, child }) => port === spec.port && !hasEnded(child)))
      throw portTaken(spec.port);
    const port = await reservePort(spec.port);
    const log = this.#logOf(spec.name);
    await log.open();
    const child = await startChild({ spec, ...image, port, onLine: (line) => log.append(line) });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#running.set(spec.name, { spec, child, port, startedAt: new Date(), log, ended });
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

  override logs(name: string, options: LogOptions): AsyncIterable<ContainerLogLine> {
    return (this.#running.get(name)?.log ?? this.#logOf(name)).read(options);
  }

  override events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#events.listen(labels, signal);
  }

  /** Children cannot outlive this process, so they end with it. */
  override async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name, 3_000)));
    await Promise.all([...this.#running.values()].map(({ log }) => log.flushed()));
  }

  get #imageRoot(): string {
    return join(this.stateDir, 'images');
  }

  #logOf(name: string): LogFile {
    return new LogFile(join(this.stateDir, 'logs', `${name}.log`));
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
