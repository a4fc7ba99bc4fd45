import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import { ReleaseStore } from '../data/release.store.js';
import { HUB_LABEL } from '../names.js';
import { RuntimeContext } from '../rollout/runtime-context.js';

/** An image that no release knows may be one that is being built. */
const GRACE_MS = 600_000;

/** Removes images of this hub that no release keeps: what crashes left, half-written or never noted. */
@Injectable()
export class ImageSweep {
  /** Since when each has been nobody's, as this process saw it; an image built from a cache may claim any age. */
  readonly #strays = new Map<string, number>();

  constructor(
    readonly releases: ReleaseStore,
    readonly context: RuntimeContext,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** @param now In milliseconds since the epoch. @throws AppError `runtime-unavailable` */
  async run(now = Date.now()): Promise<void> {
    const { runtime, hubId } = this.context;
    const images = await runtime.listImages({ [HUB_LABEL]: hubId });
    const kept = await this.releases.images();
    const strays = new Set(images.map(({ reference }) => reference).filter((one) => !kept.has(one)));
    for (const known of this.#strays.keys()) if (!strays.has(known)) this.#strays.delete(known);
    for (const reference of strays) {
      const since = this.#strays.get(reference) ?? now;
      this.#strays.set(reference, since);
      if (now - since >= GRACE_MS) await this.#remove(reference);
    }
  }

  async #remove(reference: string): Promise<void> {
    if ((await this.releases.usersOf(reference)) > 0) return;
    this.logger.info({ image: reference }, 'removing an image that belongs to nothing');
    await this.context.runtime.removeImage(reference).catch((error: unknown) => {
      // A container may still be made of it, or another image be built on it.
      this.logger.debug({ err: error, image: reference }, 'the image could not be removed yet');
    });
  }
}
