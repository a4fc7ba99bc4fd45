import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EgressTarget, ImageBuild } from '#lib/container-runtime';
import type { ServerManifest } from '#lib/server-runtime';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { GENERATION_LABEL, HUB_LABEL } from '../names.js';
import { ReleaseBundles, type ReleaseBundle } from '../rollout/release-bundles.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { makeSbom } from './make-sbom.js';
import { imageLabels, type Provenance } from './provenance.js';

/** An image before it is built, and all that is known of it. */
export interface ImagePlan {
  readonly build: ImageBuild;
  readonly provenance: Provenance;
  readonly sbom: string;
  readonly egress: readonly EgressTarget[];
  /** Why there are no code caches. */
  readonly problem?: string | undefined;
}

/** Where an image has its bill of materials, beside its code. */
const SBOM_FILE = 'sbom.cdx.json';
const MANIFEST_FILE = 'data/server.json';

/** Says what the image of a release will be. */
@Injectable()
export class ImagePlans {
  constructor(
    readonly bundles: ReleaseBundles,
    readonly context: RuntimeContext,
  ) {}

  async of({ name }: DeploymentEntity, release: ReleaseEntity): Promise<ImagePlan> {
    const made = await this.bundles.of(release);
    const { bundle, egress } = made;
    const { sbom, provenance } = await this.#materials(made);
    const labels = imageLabels(name, provenance);
    // Content-addressed: the same code, data, base and provenance are the same image.
    const content = JSON.stringify([bundle.version, provenance.base.digest, sbom, labels]);
    const build: ImageBuild = {
      name: `toolwright/${name}`,
      version: sha256(content).slice(0, 16),
      files: new Map([...bundle.files, [SBOM_FILE, new TextEncoder().encode(sbom)]]),
      entry: bundle.entry,
      labels: { ...labels, [HUB_LABEL]: this.context.hubId, [GENERATION_LABEL]: release.generationId },
    };
    return { build, provenance, sbom, egress, problem: bundle.problem };
  }

  async #materials({ bundle, generation }: ReleaseBundle): Promise<Pick<ImagePlan, 'sbom' | 'provenance'>> {
    const { name, version } = JSON.parse(
      new TextDecoder().decode(bundle.files.get(MANIFEST_FILE)),
    ) as ServerManifest;
    const { descriptionHash, generatorVersion, template, templateVersion } = generation;
    const base = await this.context.runtime.base();
    const origin = { base, descriptionHash, generatorVersion, template, templateVersion };
    const sbom = makeSbom({ name, version, packages: bundle.packages, ...origin });
    const provenance = {
      generationId: generation.id,
      apiVersion: version,
      ...origin,
      sbomHash: sha256(sbom),
    };
    return { sbom, provenance };
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
