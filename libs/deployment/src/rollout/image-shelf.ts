import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { ReleaseStore } from '../data/release.store.js';
import { ImagePlans } from '../provenance/image-plans.js';
import { AdmissionScan } from '../scan/admission-scan.js';

/** Releases of a deployment whose images stay, so that going back is quick. */
const KEPT_RELEASES = 5;

/** Images of releases: built when they are needed, removed when no release that is kept uses them. */
@Injectable()
export class ImageShelf {
  constructor(
    readonly releases: ReleaseStore,
    readonly plans: ImagePlans,
    readonly scan: AdmissionScan,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /**
   * Builds it from the generation's archive, unless it is there; either way the release knows it afterwards.
   *
   * @throws AppError `scan-blocked`, `scan-failed`
   */
  async build(deployment: DeploymentEntity, release: ReleaseEntity): Promise<ReleaseEntity> {
    const { build, provenance, sbom, egress, problem } = await this.plans.of(deployment, release);
    if (problem !== undefined)
      this.logger.warn({ release: release.id, reason: problem }, 'no code cache: the server starts slower');
    await this.#admit(release, sbom);
    const image = await this.plans.context.runtime.buildImage(build);
    await this.releases.note(release.id, { image, egress, provenance, sbom });
    return { ...release, image, egress, provenance };
  }

  /** One that was live was admitted: it is healed, whatever has become known since. */
  async #admit(release: ReleaseEntity, sbom: string): Promise<void> {
    if (release.liveAt !== null) return;
    const scan = await this.scan.of(sbom);
    await this.releases.note(release.id, { scan });
    this.scan.admit(scan);
  }

  /** Lets go of the images of all but the last releases. */
  async clear(deploymentId: string, kept = KEPT_RELEASES): Promise<void> {
    const all = await this.releases.of(deploymentId);
    const old = all.slice(kept).filter(({ image, state }) => image !== null && state !== 'live');
    for (const { id } of old) await this.releases.note(id, { image: null });
    await this.removeUnused(old.flatMap(({ image }) => image ?? []));
  }

  /** Removes those that no release uses any more. */
  async removeUnused(images: readonly string[]): Promise<void> {
    for (const image of new Set(images))
      if ((await this.releases.usersOf(image)) === 0) await this.plans.context.runtime.removeImage(image);
  }
}
