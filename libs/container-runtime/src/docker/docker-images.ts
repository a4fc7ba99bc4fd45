import type Docker from 'dockerode';
import type { ContainerImage } from '../container-runtime.js';
import type { Labels } from '../labels.js';
import type { BaseImage } from './base-image.js';

/** Labels of the OCI image specification (annotations.md) that say what an image is built on. */
export function baseLabels({ name, digest }: BaseImage): Labels {
  return {
    'org.opencontainers.image.base.name': name,
    ...(digest === undefined ? {} : { 'org.opencontainers.image.base.digest': digest }),
  };
}

/** Images with all of these labels; one that lost its name to a newer build goes by its id. */
export async function dockerImages(docker: Docker, labels: Labels): Promise<ContainerImage[]> {
  const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const found = await docker.listImages({ filters: { label } });
  return found.map(({ Id, RepoTags, Created, Size, Labels: own }) => ({
    reference: RepoTags?.find((tag) => tag !== '<none>:<none>') ?? Id,
    createdAt: new Date(Created * 1_000),
    sizeBytes: Size,
    labels: own ?? {},
  }));
}
