import type Docker from 'dockerode';
import type { ContainerImage, ImageBase, ImageBuild } from '../container-runtime.js';
import { exists } from '../docker/base-image.js';
import { followBuild } from '../docker/build-stream.js';
import { DockerRuntime, type DockerRuntimeOptions } from '../docker/docker-runtime.js';
import { dockerImages } from '../docker/docker-images.js';
import { isMissing } from '../docker/engine-error.js';
import type { Labels } from '../labels.js';
import { remoteEngine } from '../docker/remote-engine.js';
import { agentImage } from './agent-image.js';

/** Images of servers and agents: built by this machine's engine, and pushed where there is a registry. */
export class SwarmImages {
  readonly #docker: Docker;
  readonly #builder: DockerRuntime;
  readonly #registry: string | undefined;
  #agent: Promise<ImageBuild> | undefined;

  constructor(options: DockerRuntimeOptions & { readonly registry?: string }) {
    this.#docker = options.docker;
    this.#builder = new DockerRuntime(options);
    this.#registry = options.registry;
  }

  /** Why this machine's images would not be those of the engine; undefined where they are. */
  remoteEngine(): string | undefined {
    return remoteEngine(this.#docker);
  }

  /** The only node that has the images, if not all can get them. */
  onlyNode(here: string): string | undefined {
    return this.#registry === undefined ? here : undefined;
  }

  /** By the names that {@link build} gave them. */
  async list(labels: Labels): Promise<ContainerImage[]> {
    const prefix = `${this.#registry ?? ''}/`;
    const images = await dockerImages(this.#docker, labels);
    return images.map((image) =>
      image.reference.startsWith(prefix)
        ? { ...image, reference: image.reference.slice(prefix.length) }
        : image,
    );
  }

  base(): Promise<ImageBase> {
    return this.#builder.base();
  }

  async build(build: ImageBuild): Promise<string> {
    const image = await this.#builder.buildImage(build);
    if (this.#registry === undefined) return image;
    const pushed = this.#pushedAs(image);
    if (await exists(this.#docker, pushed)) return image;
    const repo = pushed.slice(0, pushed.lastIndexOf(':'));
    await this.#docker.getImage(image).tag({ repo, tag: build.version });
    // An engine of this age wants the header, even an empty one.
    const stream = await this.#docker.getImage(pushed).push({ authconfig: {} as never });
    try {
      await followBuild(stream);
    } catch (error) {
      await this.#remove(pushed);
      throw error;
    }
    return image;
  }

  async remove(image: string): Promise<void> {
    if (this.#registry !== undefined) await this.#remove(this.#pushedAs(image));
    await this.#builder.removeImage(image);
  }

  /** The agent's, as {@link resolve} gives it. */
  async agent(): Promise<string> {
    this.#agent ??= agentImage();
    return this.resolve(await this.build(await this.#agent));
  }

  /**
   * What services name an image by: its id, or its digest in the registry. For anything else the engine would ask a
   * registry on the internet first.
   */
  async resolve(image: string): Promise<string> {
    if (this.#registry === undefined) return (await this.#docker.getImage(image).inspect()).Id;
    const pushed = this.#pushedAs(image);
    const { RepoDigests: digests } = await this.#docker.getImage(pushed).inspect();
    const repo = pushed.slice(0, pushed.lastIndexOf(':'));
    const digest = digests.find((text) => text.startsWith(`${repo}@`));
    if (digest === undefined) throw new Error(`${pushed} was never pushed`);
    return digest;
  }

  #pushedAs(image: string): string {
    return `${this.#registry ?? ''}/${image}`;
  }

  async #remove(image: string): Promise<void> {
    await this.#docker
      .getImage(image)
      .remove({ force: true })
      .catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
  }
}
