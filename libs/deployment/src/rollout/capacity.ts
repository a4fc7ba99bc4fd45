import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { APP_CONFIG, type AppConfig } from '#lib/platform';
import type { InstanceEntity } from '../data/instance.entity.js';
import { InstanceStore } from '../data/instance.store.js';
import type { ReleaseEntity } from '../data/release.entity.js';

/** Room for servers: how many there may be, and how much memory they may take together. */
@Injectable()
export class Capacity {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly instances: InstanceStore,
    @Inject(APP_CONFIG) readonly config: Pick<AppConfig, 'maxServers' | 'maxMemoryMb'>,
  ) {}

  /** Gives a release its places, one release after another. @throws AppError `capacity-exceeded` */
  take(release: ReleaseEntity): Promise<InstanceEntity[]> {
    const taken = this.#last.catch(() => undefined).then(() => this.#take(release));
    this.#last = taken;
    return taken;
  }

  async #take(release: ReleaseEntity): Promise<InstanceEntity[]> {
    const { maxServers, maxMemoryMb = Infinity } = this.config;
    const { servers, memoryMb } = await this.instances.occupied();
    if (servers + release.replicas > maxServers)
      throw new AppError('capacity-exceeded', { detail: `${servers} of ${maxServers} servers run already.` });
    const wanted = release.replicas * release.limits.memoryMb;
    if (memoryMb + wanted > maxMemoryMb)
      throw new AppError('capacity-exceeded', {
        detail: `${memoryMb} of ${maxMemoryMb} MB are taken, and ${wanted} MB are wanted.`,
      });
    return this.instances.ensure(release);
  }
}
