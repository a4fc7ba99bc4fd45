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
import { nameTaken } from '../errors.js';
import { EventBus } from '../event-bus.js';
import { carries, type Labels } from '../labels.js';

/** Keeps states and runs nothing: for tests of what stands above a runtime. */
export class MemoryRuntime extends ContainerRuntime {
  override readonly name = 'memory';
  readonly #containers = new Map<string, ContainerState>();
  readonly #images = new Map<string, ContainerImage>();
  readonly #events = new EventBus();

  override async availability(): Promise<RuntimeAvailability> {
    return { available: true, reason: 'in memory; nothing runs' };
  }

  override async buildImage({ name, version, files, labels }: ImageBuild): Promise<string> {
    const reference = `${name}:${version}`;
    const sizeBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    if (!this.#images.has(reference))
      this.#images.set(reference, { reference, createdAt: new Date(), sizeBytes, labels });
    return reference;
  }

  override async listImages(labels: Labels): Promise<ContainerImage[]> {
    return [...this.#images.values()].filter((image) => carries(image.labels, labels));
  }

  override async removeImage(image: string): Promise<void> {
    this.#images.delete(image);
  }

  override async run({ name, labels, port }: ContainerSpec): Promise<ContainerState> {
    if (this.#containers.has(name)) throw nameTaken(name);
    const state: ContainerState = {
      name,
      labels,
      status: 'running',
      address: `http://127.0.0.1:${port}`,
      startedAt: new Date(),
    };
    this.#containers.set(name, state);
    this.#events.emit(labels, { name, kind: 'started' });
    return state;
  }

  override async stop(name: string): Promise<void> {
    const state = this.#containers.get(name);
    if (state === undefined) return;
    this.#containers.set(name, { name, labels: state.labels, status: 'exited', exitCode: 0 });
    this.#events.emit(state.labels, { name, kind: 'ended' });
  }

  override async remove(name: string): Promise<void> {
    const state = this.#containers.get(name);
    this.#containers.delete(name);
    if (state !== undefined) this.#events.emit(state.labels, { name, kind: 'removed' });
  }

  override async inspect(name: string): Promise<ContainerState> {
    return this.#containers.get(name) ?? { name, status: 'missing', labels: {} };
  }

  override async list(labels: Labels): Promise<ContainerState[]> {
    return [...this.#containers.values()].filter((state) => carries(state.labels, labels));
  }

  override async *logs(_name: string, _options: LogOptions): AsyncIterable<ContainerLogLine> {
    // Nothing runs, so nothing is written.
  }

  override async usage(name: string): Promise<ContainerUsage | undefined> {
    const isRunning = this.#containers.get(name)?.status === 'running';
    return isRunning ? { cpuSeconds: 0, memoryBytes: 0, at: new Date() } : undefined;
  }

  override events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#events.listen(labels, signal);
  }

  override async close(): Promise<void> {
    this.#containers.clear();
  }
}
