import { Injectable } from '@nestjs/common';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { ReleaseStore } from '../data/release.store.js';
import { BuildLog } from '../logs/build-log.js';
import { ImagePlans, type ImagePlan } from '../provenance/image-plans.js';
import { AdmissionScan } from '../scan/admission-scan.js';
import { KeyedLock } from './keyed-lock.js';

/** Releases of a deployment whose images stay, so that going back is quick. */
const KEPT_RELEASES = 5;

/** Images of releases: built when they are needed, removed when no release that is kept uses them. */
@Injectable()
export class ImageShelf {
  /** Of images: deployments of one generation share theirs, and one may build it while another lets go of it. */
  readonly #locks = new KeyedLock();

  constructor(
    readonly releases: ReleaseStore,
    readonly plans: ImagePlans,
    readonly scan: AdmissionScan,
    readonly log: BuildLog,
  ) {}

  /**
   * Builds it from the generation's archive, unless it is there; either way the release knows it afterwards.
   *
   * @throws AppError `scan-blocked`, `scan-failed`
   */
  async build(deployment: DeploymentEntity, release: ReleaseEntity): Promise<ReleaseEntity> {
    const plan = await this.plans.of(deployment, release);
    await this.#tellPlan(release, plan);
    const { build, provenance, sbom, egress } = plan;
    await this.#admit(release, sbom);
    const said: string[] = [];
    const image = await this.#locks.run(`${build.name}:${build.version}`, async () => {
      const built = await this.plans.context.runtime.buildImage({
        ...build,
        onProgress: (text) => said.push(text),
      });
      await this.releases.note(release.id, { image: built, egress, provenance, sbom });
      return built;
    });
    for (const text of said) await this.log.note(release, text);
    await this.log.note(release, `image ${image}`);
    return { ...release, image, egress, provenance };
  }

  async #tellPlan(release: ReleaseEntity, { build, problem }: ImagePlan): Promise<void> {
    const size = [...build.files.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0);
    await this.log.note(release, `bundled ${build.files.size} files, ${Math.ceil(size / 1024)} KB`);
    if (problem === undefined) return;
    this.log.logger.warn({ release: release.id, reason: problem }, 'no code cache: the server starts slower');
    await this.log.note(release, `no code cache, so that it starts slower: ${problem}`, 'warn');
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
      await this.#locks.run(image, async () => {
        if ((await this.releases.usersOf(image)) === 0) await this.plans.context.runtime.removeImage(image);
      });
  }
}
