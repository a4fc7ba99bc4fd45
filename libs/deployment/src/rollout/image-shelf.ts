import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { ReleaseStore } from '../data/release.store.js';
import { GENERATION_LABEL, HUB_LABEL } from '../names.js';
import { KeyedLock } from './keyed-lock.js';
import { ReleaseBundles } from './release-bundles.js';
import { RuntimeContext } from './runtime-context.js';

/** Releases of a deployment whose images stay, so that going back is quick. */
const KEPT_RELEASES = 5;

/** Images of releases: built when they are needed, removed when no release that is kept uses them. */
@Injectable()
export class ImageShelf {
  /** Of images: deployments of one generation share theirs, and one may build it while another lets go of it. */
  readonly #locks = new KeyedLock();

  constructor(
    readonly releases: ReleaseStore,
    readonly bundles: ReleaseBundles,
    readonly context: RuntimeContext,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** Builds it from the generation's archive, unless it is there; either way the release knows it afterwards. */
  async build(deployment: DeploymentEntity, release: ReleaseEntity): Promise<ReleaseEntity> {
    const { bundle, egress } = await this.bundles.of(release);
    if (bundle.problem !== undefined)
      this.logger.warn(
        { release: release.id, reason: bundle.problem },
        'no code cache: the server starts slower',
      );
    const name = `toolwright/${deployment.name}`;
    const image = await this.#locks.run(`${name}:${bundle.version}`, async () => {
      const built = await this.context.runtime.buildImage({
        name,
        // Content-addressed: the same files are the same image.
        version: bundle.version,
        files: bundle.files,
        entry: bundle.entry,
        labels: { [HUB_LABEL]: this.context.hubId, [GENERATION_LABEL]: release.generationId },
      });
      await this.releases.note(release.id, { image: built, egress });
      return built;
    });
    return { ...release, image, egress };
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
        if ((await this.releases.usersOf(image)) === 0) await this.context.runtime.removeImage(image);
      });
  }
}
