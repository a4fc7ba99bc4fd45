import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { AppError } from '#lib/diagnostics';
import {
  ContainerRuntime,
  type ContainerEvent,
  type ContainerImage,
  type ContainerLogLine,
  type ContainerSpec,
  type ContainerState,
  type ContainerUsage,
  type ImageBase,
  type ImageBuild,
  type LogOptions,
  type RuntimeAvailability,
} from '../container-runtime.js';
import { nameTaken } from '../errors.js';
import type { Labels } from '../labels.js';
import type { EgressPolicy } from '../network/egress-proxy.js';
import { Passages } from '../network/passages.js';
import { ensureBaseImage, exists, type BaseImage } from './base-image.js';
import { followBuild } from './build-stream.js';
import { containerOptions } from './container-options.js';
import { dockerEvents } from './docker-events.js';
import { baseLabels, dockerImages } from './docker-images.js';
import { dockerLogs } from './docker-logs.js';
import { dockerUsage } from './docker-usage.js';
import { engineError, isMissing } from './engine-error.js';
import { imageContext } from './image-context.js';
import { remoteEngine } from './remote-engine.js';
import { passageOf, toState } from './state.js';

export interface DockerRuntimeOptions {
  readonly docker: Docker;
  readonly stateDir: string;
  readonly baseImage?: string;
  readonly egress: EgressPolicy;
}

/** Servers as hardened containers of a Docker engine on this machine, without a network of their own. */
export class DockerRuntime extends ContainerRuntime {
  override readonly name = 'docker';
  readonly #docker: Docker;
  readonly #passages: Passages;
  #base: Promise<BaseImage> | undefined;

  constructor(readonly options: DockerRuntimeOptions) {
    super();
    this.#docker = options.docker;
    this.#passages = new Passages(options.stateDir, options.egress);
  }

  override async availability(): Promise<RuntimeAvailability> {
    const elsewhere = remoteEngine(this.#docker);
    if (elsewhere !== undefined) return { available: false, reason: elsewhere };
    try {
      const { Version } = await this.#docker.version();
      return {
        available: true,
        reason: `Docker Engine ${Version}; each server in a container that reaches its own hosts alone`,
      };
    } catch (error) {
      return {
        available: false,
        reason: `the Docker engine does not answer: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  override async buildImage(build: ImageBuild): Promise<string> {
    const image = `${build.name}:${build.version}`;
    return this.#engine(async () => {
      if (await exists(this.#docker, image)) return image;
      const base = await this.#baseImage();
      const context = imageContext(base.id, build) as unknown as NodeJS.ReadableStream;
      const stream = await this.#docker.buildImage(context, {
        t: image,
        labels: { ...build.labels, ...baseLabels(base) } as never,
        forcerm: true,
      });
      await followBuild(stream, build.onProgress);
      return image;
    });
  }

  override async base(): Promise<ImageBase> {
    const { id: _id, instead: _instead, ...base } = await this.#engine(() => this.#baseImage());
    return base;
  }

  override async listImages(labels: Labels): Promise<ContainerImage[]> {
    return this.#engine(() => dockerImages(this.#docker, labels));
  }

  override async removeImage(image: string): Promise<void> {
    await this.#engine(() => ignoreMissing(this.#docker.getImage(image).remove({ force: true })));
  }

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    const { name, port, egress } = spec;
    // Asked before the passage is opened: the other container's leads elsewhere.
    if ((await this.inspect(name)).status !== 'missing') throw nameTaken(name);
    try {
      const passage = await this.#passages.open(name, { port, egress });
      const container = await this.#docker.createContainer(containerOptions(spec, passage));
      const stdin = await container.attach({ stream: true, stdin: true, hijack: true });
      await container.start();
      stdin.end(`${JSON.stringify(spec.secrets)}\n`);
      return await this.inspect(name);
    } catch (error) {
      const cause = engineError(error, name);
      // A name that exists belongs to somebody; anything else that was made here goes.
      if (!(cause instanceof AppError && cause.code === 'state-conflict'))
        await this.remove(name).catch(() => undefined);
      throw cause;
    }
  }

  override async stop(name: string, graceMs: number): Promise<void> {
    await this.#engine(() =>
      ignoreMissing(this.#docker.getContainer(name).stop({ t: Math.ceil(graceMs / 1000) })),
    );
  }

  override async remove(name: string): Promise<void> {
    await this.#engine(() => ignoreMissing(this.#docker.getContainer(name).remove({ force: true, v: true })));
    await this.#passages.remove(name);
  }

  override async inspect(name: string): Promise<ContainerState> {
    return this.#engine(async () => {
      const info = await this.#docker
        .getContainer(name)
        .inspect()
        .catch((error: unknown) => {
          if (isMissing(error)) return undefined;
          throw error;
        });
      if (info === undefined) return { name, status: 'missing', labels: {} };
      return toState(name, info, await this.#portOf(name, info));
    });
  }

  override async list(labels: Labels): Promise<ContainerState[]> {
    return this.#engine(async () => {
      const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      const found = await this.#docker.listContainers({ all: true, filters: { label } });
      return Promise.all(found.map(({ Names }) => this.inspect((Names[0] ?? '').replace(/^\//, ''))));
    });
  }

  override async *logs(name: string, options: LogOptions): AsyncIterable<ContainerLogLine> {
    try {
      yield* dockerLogs(this.#docker, this.#docker.getContainer(name), options);
    } catch (error) {
      // A container that is gone has nothing more to say.
      if (!isMissing(error)) throw engineError(error);
    }
  }

  override async usage(name: string): Promise<ContainerUsage | undefined> {
    try {
      return await dockerUsage(this.#docker, name);
    } catch (error) {
      // Gone, or (409) just ending.
      if (isMissing(error) || (error as { statusCode?: number }).statusCode === 409) return undefined;
      throw engineError(error);
    }
  }

  override async *events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    try {
      yield* dockerEvents(this.#docker, labels, signal);
    } catch (error) {
      if (!signal.aborted) throw engineError(error);
    }
  }

  /** Containers go on; their passages end with this process and are opened again by the next. */
  override async close(): Promise<void> {
    await this.#passages.closeAll();
  }

  /** Found once; looked for again when that failed or it is gone. */
  async #baseImage(): Promise<BaseImage> {
    this.#base ??= ensureBaseImage(this.#docker, this.options.baseImage);
    this.#base.catch(() => (this.#base = undefined));
    const base = await this.#base;
    if (!(await exists(this.#docker, base.id))) this.#base = undefined;
    return this.#base ?? this.#baseImage();
  }

  /** A running container of an earlier hub process is let in and out again, as it was. */
  async #portOf(name: string, info: ContainerInspectInfo): Promise<number | undefined> {
    const options = passageOf(info);
    if (options === undefined || !info.State.Running) return undefined;
    // It was started by a hub with another data folder, and knows only the sockets there.
    if (!info.Mounts.some(({ Source }) => Source === this.#passages.folderOf(name))) return undefined;
    return this.#passages.open(name, options).then(
      ({ port }) => port,
      // The port was taken meanwhile: it runs where nobody can reach it, and whoever asks may start it anew.
      () => undefined,
    );
  }

  async #engine<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw engineError(error);
    }
  }
}

async function ignoreMissing(task: Promise<unknown>): Promise<void> {
  await task.catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}
