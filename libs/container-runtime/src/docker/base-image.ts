import type Docker from 'dockerode';
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

export interface BaseImage {
  readonly reference: string;
  /** Set when another image was asked for and could not be had. */
  readonly instead?: string;
}

/** The configured image if it is here or can be pulled, else one made from the host's Node, once. */
export async function ensureBaseImage(docker: Docker, configured: string | undefined): Promise<BaseImage> {
  if (configured === undefined) return { reference: await ensureHostImage(docker) };
  if (await exists(docker, configured)) return { reference: configured };
  try {
    await pull(docker, configured);
    return { reference: configured };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      reference: await ensureHostImage(docker),
      instead: `${configured} could not be pulled (${why}); built on this machine's Node instead`,
    };
  }
}

export async function exists(docker: Docker, image: string): Promise<boolean> {
  return docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false;
        throw error;
      },
    );
}

async function ensureHostImage(docker: Docker): Promise<string> {
  const base = await hostBase();
  const reference = `toolwright/base:${base.version}`;
  if (await exists(docker, reference)) return reference;
  const stream = await docker.importImage(base.tar() as unknown as NodeJS.ReadableStream as never, {
    repo: 'toolwright/base',
    tag: base.version,
    changes: ['ENV PATH=/usr/bin', 'LABEL toolwright.base=host'],
  });
  await followBuild(stream as NodeJS.ReadableStream);
  return reference;
}

async function pull(docker: Docker, image: string): Promise<void> {
  const stream = (await docker.pull(image)) as NodeJS.ReadableStream & { destroy?(error: Error): void };
  const timer = setTimeout(() => stream.destroy?.(new Error('the pull took too long')), PULL_TIMEOUT_MS);
  await followBuild(stream).finally(() => clearTimeout(timer));
}
