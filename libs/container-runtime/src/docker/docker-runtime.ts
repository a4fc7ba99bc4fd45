import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { AppError } from '#lib/diagnostics';
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
import { nameTaken } from '../errors.js';
import type { Labels } from '../labels.js';
import { ensureBaseImage, exists } from './base-image.js';
import { followBuild } from './build-stream.js';
import { containerOptions } from './container-options.js';
import { dockerEvents } from './docker-events.js';
import { dockerLogs } from './docker-logs.js';
import { engineError, isMissing } from './engine-error.js';
import { imageContext } from './image-context.js';
import { Relays } from './relay.js';
import { toState, upstreamOf } from './state.js';

export interface DockerRuntimeOptions {
  readonly docker: Docker;
  readonly stateDir: string;
  readonly baseImage?: string;
}

/** Servers as hardened containers of a Docker engine. */
export class DockerRuntime extends ContainerRuntime {
  override readonly name = 'docker';
  readonly #docker: Docker;
  readonly #relays: Relays;
  #base: Promise<string> | undefined;

  constructor(readonly options: DockerRuntimeOptions) {
    super();
    this.#docker = options.docker;
    this.#relays = new Relays(options.stateDir);
  }

  override async availability(): Promise<RuntimeAvailability> {
    try {
      const { Version } = await this.#docker.version();
      return { available: true, reason: `Docker Engine ${Version}` };
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
      const context = imageContext(base, build) as unknown as NodeJS.ReadableStream;
      const stream = await this.#docker.buildImage(context, {
        t: image,
        labels: build.labels as never,
        forcerm: true,
      });
      await followBuild(stream);
      return image;
    });
  }

  override async removeImage(image: string): Promise<void> {
    await this.#engine(() => ignoreMissing(this.#docker.getImage(image).remove({ force: true })));
  }

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    const { loopbackUpstream } = spec;
    // Asked before the relay is opened: it would lead the other container's to our upstream.
    if ((await this.inspect(spec.name)).status !== 'missing') throw nameTaken(spec.name);
    const relay =
      loopbackUpstream === undefined ? undefined : await this.#relays.open(spec.name, loopbackUpstream);
    try {
      const container = await this.#docker.createContainer(containerOptions(spec, relay));
      const stdin = await container.attach({ stream: true, stdin: true, hijack: true });
      await container.start();
      stdin.end(`${JSON.stringify(spec.secrets)}\n`);
      return await this.inspect(spec.name);
    } catch (error) {
      const cause = engineError(error, spec);
      // A name that exists belongs to somebody; anything else that was made here goes.
      if (!(cause instanceof AppError && cause.code === 'state-conflict'))
        await this.remove(spec.name).catch(() => undefined);
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
    await this.#relays.remove(name);
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
      await this.#reopenRelay(name, info);
      return toState(name, info);
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
      yield* dockerLogs(this.#docker, name, options);
    } catch (error) {
      // A container that is gone has nothing more to say.
      if (!isMissing(error)) throw engineError(error);
    }
  }

  override async *events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    try {
      yield* dockerEvents(this.#docker, labels, signal);
    } catch (error) {
      if (!signal.aborted) throw engineError(error);
    }
  }

  /** Containers go on; their relays end with this process and are opened again by the next. */
  override async close(): Promise<void> {
    await this.#relays.closeAll();
  }

  /** Made once; asked for again when it failed. */
  async #baseImage(): Promise<string> {
    this.#base ??= ensureBaseImage(this.#docker, this.options.baseImage).then(({ reference }) => reference);
    this.#base.catch(() => (this.#base = undefined));
    const reference = await this.#base;
    if (!(await exists(this.#docker, reference))) this.#base = undefined;
    return this.#base ?? this.#baseImage();
  }

  /** A running container of an earlier hub process finds its upstream again. */
  async #reopenRelay(name: string, info: ContainerInspectInfo): Promise<void> {
    const upstream = upstreamOf(info);
    if (upstream !== undefined && info.State.Running && !this.#relays.isOpen(name))
      await this.#relays.open(name, upstream);
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
