import { Inject, Injectable } from '@nestjs/common';
import { GeneratorService } from '#lib/generator';
import { LOGGER, type Logger } from '#lib/platform';
import { bundleProject, type ServerBundle } from '#lib/server-project';
import type { ServerManifest } from '#lib/server-runtime';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { ReleaseStore } from '../data/release.store.js';
import { GENERATION_LABEL, HUB_LABEL } from '../names.js';
import { loopbackUpstream } from '../variables.js';
import { RuntimeContext } from './runtime-context.js';

/** Releases of a deployment whose images stay, so that going back is quick. */
const KEPT_RELEASES = 5;

/** Images of releases: built when they are needed, removed when no release that is kept uses them. */
@Injectable()
export class ImageShelf {
  constructor(
    readonly releases: ReleaseStore,
    readonly generator: GeneratorService,
    readonly context: RuntimeContext,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** Builds it from the generation's archive, unless it is there; either way the release knows it afterwards. */
  async build(deployment: DeploymentEntity, release: ReleaseEntity): Promise<ReleaseEntity> {
    const bundle = await bundleProject(await this.generator.project(release.generationId));
    if (bundle.problem !== undefined)
      this.logger.warn(
        { release: release.id, reason: bundle.problem },
        'no code cache: the server starts slower',
      );
    const image = await this.context.runtime.buildImage({
      name: `toolwright/${deployment.name}`,
      // Content-addressed: the same files are the same image.
      version: bundle.version,
      files: bundle.files,
      entry: bundle.entry,
      labels: { [HUB_LABEL]: this.context.hubId, [GENERATION_LABEL]: release.generationId },
    });
    const upstream = loopbackUpstream(manifestOf(bundle), release.env) ?? null;
    await this.releases.note(release.id, { image, upstream });
    return { ...release, image, upstream };
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
      if ((await this.releases.usersOf(image)) === 0) await this.context.runtime.removeImage(image);
  }
}

function manifestOf(bundle: ServerBundle): ServerManifest {
  const bytes = bundle.files.get('data/server.json');
  if (bytes === undefined) throw new Error('The bundle has no data/server.json.');
  return JSON.parse(new TextDecoder().decode(bytes)) as ServerManifest;
}
