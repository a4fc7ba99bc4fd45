import { AppError } from '#lib/diagnostics';
import type { ContainerImage, ImageBase, ImageBuild } from '../container-runtime.js';
import { hostBase } from '../docker/host-base.js';
import { hostNode } from '../host-node.js';
import { carries, type Labels } from '../labels.js';
import { EMPTY, withLayer, type ImageConfig } from './image-config.js';
import { filesLayer, layerOf, type Layer } from './layer.js';
import {
  digestOf,
  DOCKER_MANIFEST,
  OCI_MANIFEST,
  type Descriptor,
  type Manifest,
  type RegistryClient,
} from './registry-client.js';

const LAYER_TYPES: Readonly<Record<string, string>> = {
  [OCI_MANIFEST]: 'application/vnd.oci.image.layer.v1.tar+gzip',
  [DOCKER_MANIFEST]: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};
const CONFIG_TYPES: Readonly<Record<string, string>> = {
  [OCI_MANIFEST]: 'application/vnd.oci.image.config.v1+json',
  [DOCKER_MANIFEST]: 'application/vnd.docker.container.image.v1+json',
};
const HOST_BASE = 'toolwright/base';
const NODE_VERSION = /^NODE_VERSION=(\d+\.\d+\.\d+)$/;

/** What a layer is put on. */
interface Under {
  readonly name: string;
  readonly manifest: Pick<Manifest, 'mediaType' | 'layers'>;
  readonly config: ImageConfig;
}

interface Pushed {
  readonly name: string;
  readonly tag: string;
  readonly layer: Layer;
  readonly labels: Labels;
}

const NOTHING: Under = { name: '', manifest: { layers: [] }, config: EMPTY };

interface Base extends Under {
  readonly shown: ImageBase;
}

/** Builds images in a registry without an engine: the layers of a base, and one more with a server's files. */
export class RegistryImages {
  #base: Promise<Base> | undefined;

  constructor(
    readonly client: RegistryClient,
    /** `repository:tag` or `repository@sha256:…` of this registry; unset: made from this machine's Node. */
    readonly configuredBase: string | undefined,
  ) {}

  async base(): Promise<ImageBase> {
    return (await this.#resolvedBase()).shown;
  }

  /** Unless it is there. @returns `name:version` */
  async build({ name, version, files, labels }: ImageBuild): Promise<string> {
    const target = this.#repository(name);
    if ((await this.client.digestOf(target, version)) === undefined) {
      const base = await this.#resolvedBase();
      await this.#push(base, { name: target, tag: version, layer: await filesLayer(files), labels });
    }
    return `${name}:${version}`;
  }

  /** What pods name an image by, with its digest. @throws AppError `runtime-unavailable` where it is not there */
  async resolve(image: string): Promise<string> {
    const { name, tag } = split(image);
    const digest = await this.client.digestOf(this.#repository(name), tag);
    if (digest === undefined)
      throw new AppError('runtime-unavailable', {
        detail: `The registry ${this.client.address.host} has no image ${image}.`,
      });
    return `${this.client.address.host}/${this.#repository(name)}@${digest}`;
  }

  async list(labels: Labels): Promise<ContainerImage[]> {
    const { prefix } = this.client.address;
    const start = prefix === '' ? '' : `${prefix}/`;
    const found: ContainerImage[] = [];
    for (const repository of await this.client.repositories()) {
      if (!repository.startsWith(start)) continue;
      for (const tag of await this.client.tags(repository)) {
        const image = await this.#describe(repository, tag);
        const reference = `${repository.slice(start.length)}:${tag}`;
        if (image !== undefined && carries(image.labels, labels)) found.push({ reference, ...image });
      }
    }
    return found;
  }

  /** Where the registry allows it. */
  async remove(image: string): Promise<void> {
    const { name, tag } = split(image);
    const digest = await this.client.digestOf(this.#repository(name), tag);
    if (digest !== undefined) await this.client.deleteManifest(this.#repository(name), digest);
  }

  async #describe(repository: string, tag: string): Promise<Omit<ContainerImage, 'reference'> | undefined> {
    const found = await this.client.manifest(repository, tag);
    if (found === undefined) return undefined;
    const { config, layers } = found.manifest;
    const { created, config: settings } = await this.#config(repository, config);
    return {
      createdAt: new Date(created ?? 0),
      sizeBytes: layers.reduce((sum, { size }) => sum + size, config.size),
      labels: settings?.Labels ?? {},
    };
  }

  #resolvedBase(): Promise<Base> {
    this.#base ??=
      this.configuredBase === undefined ? this.#hostBase() : this.#namedBase(this.configuredBase);
    this.#base.catch(() => (this.#base = undefined));
    return this.#base;
  }

  async #namedBase(reference: string): Promise<Base> {
    const { host } = this.client.address;
    const { name, tag } = split(
      reference.startsWith(`${host}/`) ? reference.slice(host.length + 1) : reference,
    );
    const found = await this.client.manifest(name, tag);
    if (found === undefined)
      throw new AppError('runtime-unavailable', {
        detail: `The registry ${host} has no base image ${reference} for ${process.platform} on ${process.arch}.`,
      });
    const config = await this.#config(name, found.manifest.config);
    const version = (config.config?.Env ?? []).map((line) => NODE_VERSION.exec(line)?.[1]).find(Boolean);
    const node = version === undefined ? {} : { node: { version } };
    return { name, ...found, config, shown: { name, reference, digest: found.digest, ...node } };
  }

  /** Pushed once for each Node. */
  async #hostBase(): Promise<Base> {
    const made = await hostBase();
    const name = this.#repository(HOST_BASE);
    if ((await this.client.digestOf(name, made.version)) === undefined)
      await this.#push(NOTHING, {
        name,
        tag: made.version,
        layer: await layerOf(made.tar()),
        labels: { 'toolwright.base': 'host' },
      });
    const found = await this.client.manifest(name, made.version);
    if (found === undefined) throw new Error('the registry does not give what was pushed');
    const config = await this.#config(name, found.manifest.config);
    const shown = {
      name: HOST_BASE,
      reference: `${HOST_BASE}:${made.version}`,
      digest: found.digest,
      node: await hostNode(),
    };
    return { name, ...found, config, shown };
  }

  /** One layer more than the base has. */
  async #push(base: Under, { name, tag, layer, labels }: Pushed): Promise<void> {
    const { mediaType = OCI_MANIFEST, layers } = base.manifest;
    const config = Buffer.from(JSON.stringify(withLayer(base.config, layer.diffId, labels)));
    for (const { digest } of layers) await this.client.mountBlob(name, base.name, digest);
    await this.client.pushBlob(name, layer.bytes);
    await this.client.pushBlob(name, config);
    await this.client.pushManifest(name, tag, {
      schemaVersion: 2,
      mediaType,
      config: described(CONFIG_TYPES[mediaType], config),
      layers: [...layers, described(LAYER_TYPES[mediaType], layer.bytes)],
    });
  }

  async #config(name: string, { digest }: Descriptor): Promise<ImageConfig> {
    return JSON.parse((await this.client.blob(name, digest)).toString()) as ImageConfig;
  }

  #repository(name: string): string {
    const { prefix } = this.client.address;
    return prefix === '' ? name : `${prefix}/${name}`;
  }
}

function described(mediaType: string | undefined, bytes: Buffer): Descriptor {
  return { mediaType: mediaType ?? '', digest: digestOf(bytes), size: bytes.length };
}

/** `name:tag` or `name@digest`. */
function split(image: string): { name: string; tag: string } {
  const [, name = image, tag = 'latest'] = /^(.+?)(?:@|:(?=[^/]*$))(.+)$/.exec(image) ?? [];
  return { name, tag };
}
