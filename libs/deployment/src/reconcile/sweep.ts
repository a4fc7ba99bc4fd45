import { Inject, Injectable } from '@nestjs/common';
import type { ContainerState } from '#lib/container-runtime';
import { LOGGER, type Logger } from '#lib/platform';
import { Rows } from '../data/rows.js';
import { DEPLOYMENT_LABEL, HUB_LABEL, INSTANCE_LABEL } from '../names.js';
import { reasonOf } from '../rollout/failure.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { ImageSweep } from './image-sweep.js';

/** Compares all rows with all containers at once: what events told, and what they did not. */
@Injectable()
export class Sweep {
  constructor(
    readonly rows: Rows,
    readonly context: RuntimeContext,
    readonly images: ImageSweep,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /**
   * Removes containers that are nobody's.
   *
   * @returns the deployments that something is to be done for
   */
  async run(): Promise<Set<string>> {
    const { runtime, hubId } = this.context;
    let states: ContainerState[];
    try {
      // Before the rows are read: a container's row is older than the container.
      states = await runtime.list({ [HUB_LABEL]: hubId });
    } catch (error) {
      await this.#engineGone(reasonOf(error));
      return new Set();
    }
    const instances = await this.rows.instances.all();
    await this.#removeStrays(states, new Set(instances.map(({ id }) => id)));
    const running = new Map(
      states.filter(({ status }) => status === 'running').map(({ name, address }) => [name, address]),
    );
    const unsettled = instances.filter(
      ({ container, state, address }) =>
        (state !== 'healthy' && state !== 'unhealthy') || running.get(container) !== address,
    );
    return new Set([
      ...unsettled.map(({ deploymentId }) => deploymentId),
      ...(await this.#unfinished(instances.map(({ releaseId }) => releaseId))),
    ]);
  }

  /** What an earlier leader left half-way begins again; containers that ended with it are no crashes. */
  async takeOver(): Promise<void> {
    const { runtime, hubId } = this.context;
    for (const release of await this.rows.releases.unfinished()) {
      if (release.state === 'draining') continue;
      await this.rows.releases.become(release, 'queued', { retryAt: null });
      await this.rows.instances.delete(await this.rows.instances.ofRelease(release.id));
    }
    const states = await runtime.list({ [HUB_LABEL]: hubId }).catch(() => undefined);
    if (states === undefined) return;
    const running = new Set(states.filter(({ status }) => status === 'running').map(({ name }) => name));
    for (const instance of await this.rows.instances.all())
      if (!running.has(instance.container) && instance.state !== 'draining')
        await this.rows.instances.become(instance, 'starting', FRESH);
  }

  async #removeStrays(states: readonly ContainerState[], known: ReadonlySet<string>): Promise<void> {
    for (const { name, labels } of states) {
      const instance = labels[INSTANCE_LABEL];
      // One without an instance is the engine's, which gives the labels of an image to what it builds it in.
      if (instance === undefined || known.has(instance)) continue;
      this.logger.info(
        { name, deployment: labels[DEPLOYMENT_LABEL] },
        'removing a container that belongs to nothing',
      );
      await this.context.runtime.remove(name);
    }
  }

  /** Deployments whose wish or release waits, whatever their containers do. */
  async #unfinished(releaseIds: readonly string[]): Promise<string[]> {
    const occupied = new Set(releaseIds);
    const ids: string[] = [];
    for (const { id, desired, state, pausedAt, liveReleaseId } of await this.rows.deployments.all()) {
      const isMissing =
        desired === 'running' && pausedAt === null && liveReleaseId !== null && !occupied.has(liveReleaseId);
      if (isMissing || desired === 'deleted' || state === 'stopping') ids.push(id);
    }
    const open = [...(await this.rows.releases.waiting()), ...(await this.rows.releases.unfinished())];
    return [...ids, ...open.map(({ deploymentId }) => deploymentId)];
  }

  /** Nobody knows how they are, so nobody says that they are well. */
  async #engineGone(reason: string): Promise<void> {
    const seen = await this.rows.instances.inStates('starting', 'healthy', 'unhealthy', 'crash-looping');
    for (const instance of seen) await this.rows.instances.become(instance, 'unknown', { reason });
    if (seen.length > 0) this.logger.warn({ reason }, 'the container runtime does not answer');
  }
}

const FRESH = { address: null, healthyAt: null, crashes: 0, restartAt: null, reason: null };
