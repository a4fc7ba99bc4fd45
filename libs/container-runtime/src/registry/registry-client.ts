import { createHash } from 'node:crypto';
import { request, type Dispatcher } from 'undici';
import type { RegistryAddress } from './registry-address.js';

/** The two forms of the same: OCI image-spec 1.1, and Docker's schema 2 before it. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const ACCEPT = [OCI_MANIFEST, DOCKER_MANIFEST, ...INDEXES].join(', ');
const TIMEOUT_MS = 60_000;
const PAGE = 1_000;

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

interface Index {
  readonly manifests: readonly (Descriptor & { readonly platform?: { architecture: string; os: string } })[];
}

/** The registry answered otherwise than it should. */
export class RegistryError extends Error {
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(`the registry answers ${status} to ${what}`);
  }
}

interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Statuses that are no error. */
  readonly fine: readonly number[];
}

/** Basic credentials (RFC 7617), `user:password` in base64; undefined for a registry that wants none. */
export type RegistryLogin = () => Promise<string | undefined>;

/** A registry by the OCI distribution API 1.1. Names are whole repositories, prefix and all. */
export class RegistryClient {
  constructor(
    readonly address: RegistryAddress,
    readonly login: RegistryLogin = async () => undefined,
  ) {}

  /** @throws RegistryError, or the network's error */
  async ping(): Promise<void> {
    await this.#ask('GET', '/v2/', { fine: [200] });
  }

  /** The digest that a tag names; undefined where there is no such image. */
  async digestOf(name: string, reference: string): Promise<string | undefined> {
    const path = `/v2/${name}/manifests/${reference}`;
    const { status, headers } = await this.#ask('HEAD', path, {
      headers: { accept: ACCEPT },
      fine: [200, 404],
    });
    return status === 200 ? String(headers['docker-content-digest']) : undefined;
  }

  /** Of an image for several platforms, this machine's. undefined where there is none. */
  async manifest(
    name: string,
    reference: string,
  ): Promise<{ manifest: Manifest; digest: string } | undefined> {
    const path = `/v2/${name}/manifests/${reference}`;
    const { status, headers, bytes } = await this.#ask('GET', path, {
      headers: { accept: ACCEPT },
      fine: [200, 404],
    });
    if (status === 404) return undefined;
    const type = String(headers['content-type']).split(';')[0] ?? '';
    if (!INDEXES.includes(type))
      return { manifest: JSON.parse(bytes.toString()) as Manifest, digest: digestOf(bytes) };
    const { manifests } = JSON.parse(bytes.toString()) as Index;
    const own = manifests.find(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === ARCHITECTURE,
    );
    return own === undefined ? undefined : this.manifest(name, own.digest);
  }

  async blob(name: string, digest: string): Promise<Buffer> {
    const { bytes } = await this.#ask('GET', `/v2/${name}/blobs/${digest}`, { fine: [200] });
    if (digestOf(bytes) !== digest) throw new Error(`the registry gives something else for ${digest}`);
    return bytes;
  }

  async hasBlob(name: string, digest: string): Promise<boolean> {
    const { status } = await this.#ask('HEAD', `/v2/${name}/blobs/${digest}`, { fine: [200, 404] });
    return status === 200;
  }

  /** Uploads it unless it is there. */
  async pushBlob(name: string, bytes: Buffer): Promise<void> {
    const digest = digestOf(bytes);
    if (await this.hasBlob(name, digest)) return;
    const { headers } = await this.#ask('POST', `/v2/${name}/blobs/uploads/`, { fine: [202] });
    await this.#finish(String(headers['location']), digest, bytes);
  }

  /** Makes another repository's blob one of this, copying it only where the registry cannot do so itself. */
  async mountBlob(name: string, from: string, digest: string): Promise<void> {
    if (from === name || (await this.hasBlob(name, digest))) return;
    const query = new URLSearchParams({ mount: digest, from }).toString();
    const path = `/v2/${name}/blobs/uploads/?${query}`;
    const { status, headers } = await this.#ask('POST', path, { fine: [201, 202] });
    if (status === 202)
      await this.#finish(String(headers['location']), digest, await this.blob(from, digest));
  }

  /** @returns its digest */
  async pushManifest(name: string, tag: string, manifest: Manifest): Promise<string> {
    const body = JSON.stringify(manifest);
    const headers = { 'content-type': manifest.mediaType ?? OCI_MANIFEST };
    await this.#ask('PUT', `/v2/${name}/manifests/${tag}`, { headers, body, fine: [201] });
    return digestOf(body);
  }

  /** A registry that deletes nothing, or does not have it, is no error. */
  async deleteManifest(name: string, digest: string): Promise<void> {
    await this.#ask('DELETE', `/v2/${name}/manifests/${digest}`, { fine: [202, 404, 405] });
  }

  /** Repositories; none where the registry does not list them. */
  async repositories(): Promise<string[]> {
    const names: string[] = [];
    for (;;) {
      const last = names.length === 0 ? '' : `&last=${encodeURIComponent(names.at(-1) ?? '')}`;
      const { status, bytes } = await this.#ask('GET', `/v2/_catalog?n=${PAGE}${last}`, {
        fine: [200, 401, 403, 404, 405],
      });
      if (status !== 200) return names;
      const { repositories } = JSON.parse(bytes.toString()) as { repositories: string[] | null };
      names.push(...(repositories ?? []));
      if ((repositories?.length ?? 0) < PAGE) return names;
    }
  }

  async tags(name: string): Promise<string[]> {
    const { status, bytes } = await this.#ask('GET', `/v2/${name}/tags/list`, { fine: [200, 404] });
    if (status === 404) return [];
    return (JSON.parse(bytes.toString()) as { tags: string[] | null }).tags ?? [];
  }

  async #finish(location: string, digest: string, body: Buffer): Promise<void> {
    const url = new URL(location, this.address.origin);
    url.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream' };
    await this.#ask('PUT', url.href, { headers, body, fine: [201] });
  }

  async #ask(method: Dispatcher.HttpMethod, path: string, { headers, body, fine }: Ask) {
    const url = new URL(path, this.address.origin);
    // What was uploaded may be wanted elsewhere, where our password is nobody's business.
    const login = url.origin === new URL(this.address.origin).origin ? await this.login() : undefined;
    const answer = await request(url, {
      method,
      headers: { ...headers, ...(login === undefined ? {} : { authorization: `Basic ${login}` }) },
      ...(body === undefined ? {} : { body }),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const { statusCode: status } = answer;
    if (!fine.includes(status)) throw new RegistryError(status, `${method} ${url.pathname}`);
    return { status, headers: answer.headers, bytes };
  }
}

/** As Go, and so every registry, names this machine's kind. */
export const ARCHITECTURE =
  ({ x64: 'amd64', ia32: '386' } as Record<string, string>)[process.arch] ?? process.arch;

export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
