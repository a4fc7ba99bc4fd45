import type Docker from 'dockerode';
import type { ImageInspectInfo } from 'dockerode';
import { AppError } from '#lib/diagnostics';
import type { ImageBase } from '../container-runtime.js';
import { hostNode } from '../host-node.js';
import { followBuild } from './build-stream.js';
import { hostBase } from './host-base.js';

/** Built into the base, so that a server's image is one layer on top and takes half the time. */
export const CONTAINER_PORT = 8080;
const SETTINGS = [
  'ENV NODE_ENV=production PORT=8080 HOST=0.0.0.0',
  'USER 1000:1000',
  'WORKDIR /app',
  `EXPOSE ${CONTAINER_PORT}`,
  `HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["node", "/app/server.cjs", "--health", "${CONTAINER_PORT}"]`,
  `CMD ["node", "/app/server.cjs", "--http", "${CONTAINER_PORT}"]`,
];
const PULL_TIMEOUT_MS = 120_000;

/** The lines every server image carries; they count whatever the base is. */
export const IMAGE_SETTINGS: readonly string[] = SETTINGS;

/** A base as it lies on the engine, and what is known of it. */
export interface BaseImage extends ImageBase {
  /** The engine's own id of it: what is built on, so that a tag that moves meanwhile changes nothing. */
  readonly id: string;
  /** Set when another image was asked for and could not be had. */
  readonly instead?: string;
}

const DIGEST = /@(sha256:[0-9a-f]{64})$/;
/** Set in the official images of Node. */
const NODE_VERSION = /^NODE_VERSION=(\d+\.\d+\.\d+)$/;

/**
 * The configured image if it is here or can be pulled, else one made from the host's Node, once. A tag is resolved to
 * what it names now. One that is configured by its digest is never replaced by another.
 *
 * @throws AppError `runtime-unavailable` when the image of a configured digest cannot be had
 */
export async function ensureBaseImage(docker: Docker, configured: string | undefined): Promise<BaseImage> {
  if (configured === undefined) return ensureHostImage(docker);
  const here = await findImage(docker, configured);
  if (here !== undefined) return describe(configured, here);
  try {
    await pull(docker, configured);
    return describe(configured, await docker.getImage(configured).inspect());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (DIGEST.test(configured))
      throw new AppError('runtime-unavailable', {
        detail: `The base image ${configured} is not here and could not be pulled: ${why}`,
        cause: error,
      });
    return {
      ...(await ensureHostImage(docker)),
      instead: `${configured} could not be pulled (${why}); built on this machine's Node instead`,
    };
  }
}

function describe(configured: string, { Id, RepoDigests, Config }: ImageInspectInfo): BaseImage {
  const name = configured.replace(DIGEST, '').replace(/:[\w.-]+$/, '');
  const known = (RepoDigests ?? []).find((digest) => digest.startsWith(`${name}@`));
  const digest = DIGEST.exec(configured)?.[1] ?? DIGEST.exec(known ?? '')?.[1] ?? Id;
  const version = (Config.Env ?? []).map((line) => NODE_VERSION.exec(line)?.[1]).find((found) => found);
  return {
    name,
    reference: configured,
    digest,
    id: Id,
    ...(version === undefined ? {} : { node: { version } }),
  };
}

/** By its name; by its digest also one that was made here and is in no registry, whose digest is the engine's id. */
async function findImage(docker: Docker, image: string): Promise<ImageInspectInfo | undefined> {
  const named = await inspectImage(docker, image);
  const digest = DIGEST.exec(image)?.[1];
  if (named !== undefined || digest === undefined) return named;
  const found = await inspectImage(docker, digest);
  const name = image.replace(DIGEST, '').replace(/:[\w.-]+$/, '');
  return found?.RepoTags?.some((tag) => tag.startsWith(`${name}:`)) === true ? found : undefined;
}

async function inspectImage(docker: Docker, image: string): Promise<ImageInspectInfo | undefined> {
  return docker
    .getImage(image)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return undefined;
      throw error;
    });
}

export async function exists(docker: Docker, image: string): Promise<boolean> {
  return (await inspectImage(docker, image)) !== undefined;
}

async function ensureHostImage(docker: Docker): Promise<BaseImage> {
  const base = await hostBase();
  const reference = `toolwright/base:${base.version}`;
  if (!(await exists(docker, reference))) {
    const stream = await docker.importImage(base.tar() as unknown as NodeJS.ReadableStream as never, {
      repo: 'toolwright/base',
      tag: base.version,
      changes: ['ENV PATH=/usr/bin', 'LABEL toolwright.base=host'],
    });
    await followBuild(stream as NodeJS.ReadableStream);
  }
  const made = describe(reference, await docker.getImage(reference).inspect());
  return { ...made, node: await hostNode() };
}

async function pull(docker: Docker, image: string): Promise<void> {
  const stream = (await docker.pull(image)) as NodeJS.ReadableStream & { destroy?(error: Error): void };
  const timer = setTimeout(() => stream.destroy?.(new Error('the pull took too long')), PULL_TIMEOUT_MS);
  await followBuild(stream).finally(() => clearTimeout(timer));
}
