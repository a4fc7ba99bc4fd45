import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { InstanceEntity } from '../data/instance.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { Rows } from '../data/rows.js';
import { makeSmokeCalls } from '../health/mcp-probe.js';
import { pauseAfter } from './back-off.js';
import { Capacity } from './capacity.js';
import { failureOf } from './failure.js';
import { PROBE_TIMEOUT_MS, Servers } from './servers.js';

/**
 * Brings one release from the queue to where it serves: built, started beside the one before, found healthy, and
 * only then given the calls. Whatever goes wrong on the way, the one before never notices.
 */
@Injectable()
export class Rollout {
  constructor(
    readonly rows: Rows,
    readonly servers: Servers,
    readonly capacity: Capacity,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /**
   * @param signal Calls it off: the release waits in the queue again
   * @returns when it should be tried again, in milliseconds since the epoch
   */
  async run(
    deployment: DeploymentEntity,
    release: ReleaseEntity,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if (!(await this.rows.releases.become(release, 'building', { retryAt: null, lastLog: [] })))
      return undefined;
    const { runtime, reason } = this.servers.context;
    await this.rows.deployments.update(deployment.id, { runtime: runtime.name, runtimeReason: reason });
    try {
      const startMs = await this.#start(deployment, release, signal);
      if (await this.rows.releases.goLive(release, { startMs, attempts: 0 })) {
        await this.servers.images.log.note(release, 'live: it gets the calls');
        return Date.now();
      }
      throw new Error('The deployment was stopped meanwhile.');
    } catch (error) {
      return this.#withdraw(release, error, signal);
    }
  }

  /** @returns how long all instances took to be healthy, in milliseconds */
  async #start(deployment: DeploymentEntity, release: ReleaseEntity, signal: AbortSignal): Promise<number> {
    const { log } = this.servers.images;
    const begun = Date.now();
    await log.note(release, `building release ${release.number} of ${deployment.slug}`);
    const built = await this.servers.images.build(deployment, release);
    signal.throwIfAborted();
    const buildMs = Date.now() - begun;
    await log.note(release, `built in ${buildMs} ms; starting ${release.replicas} servers`);
    await this.rows.releases.become(release, 'starting', { buildMs });
    const instances = await this.capacity.take(release);
    const started = Date.now();
    const failing = new AbortController();
    const either = AbortSignal.any([signal, failing.signal]);
    const starts = instances.map((instance) =>
      this.#startOne({ deployment, release: built, instance }, either).catch((error: unknown) => {
        // One that fails calls off the others; its error comes first, then theirs.
        failing.abort(error);
        throw error;
      }),
    );
    const settled = await Promise.allSettled(starts);
    signal.throwIfAborted();
    if (failing.signal.aborted) throw failing.signal.reason;
    const addresses = settled.map((result) => (result.status === 'fulfilled' ? result.value : ''));
    const { relay } = this.servers.context;
    await makeSmokeCalls(`${addresses[0] ?? ''}/mcp`, release.smokeCalls, PROBE_TIMEOUT_MS, relay.fetch);
    const startMs = Date.now() - started;
    const { length: calls } = release.smokeCalls;
    await log.note(release, `healthy after ${startMs} ms${calls > 0 ? `, ${calls} smoke calls passed` : ''}`);
    return startMs;
  }

  async #startOne(
    placement: { deployment: DeploymentEntity; release: ReleaseEntity; instance: InstanceEntity },
    signal: AbortSignal,
  ): Promise<string> {
    const { instances } = this.rows;
    const address = await this.servers.start(placement);
    await instances.become(placement.instance, 'starting', { address });
    await this.servers.untilHealthy(placement, address, signal);
    await instances.become(placement.instance, 'healthy', { healthyAt: new Date(), reason: null });
    return address;
  }

  /** Takes away what was started, and notes why. */
  async #withdraw(release: ReleaseEntity, error: unknown, signal: AbortSignal): Promise<number | undefined> {
    const { releases, deployments, instances } = this.rows;
    const started = await instances.ofRelease(release.id);
    const lastLog = await this.#lastLines(started);
    const containers = started.map(({ container }) => container);
    await this.servers.remove(containers).catch((failure: unknown) => {
      // The sweep takes what has no row any more, once the engine is back.
      this.logger.warn(
        { err: failure, release: release.id },
        'containers of a failed release are left for later',
      );
    });
    await instances.delete(started);
    if (signal.aborted) {
      await releases.become(release, 'queued');
      return undefined;
    }
    const { code, reason, mayPass } = failureOf(error);
    this.logger.warn(
      { err: error, release: release.id, number: release.number },
      'a release did not go live',
    );
    const outlook = mayPass ? ' It is tried again.' : '';
    await this.servers.images.log.note(release, `failed: ${reason}${outlook}`, 'error');
    const seen = { reason, reasonCode: code, lastLog };
    if (!mayPass) {
      await releases.become(release, 'failed', { ...seen, endedAt: new Date() });
      await deployments.update(release.deploymentId, { lastLog });
      return undefined;
    }
    const attempts = release.attempts + 1;
    const retryAt = Date.now() + pauseAfter(attempts + 1);
    await releases.become(release, 'queued', { ...seen, attempts, retryAt: new Date(retryAt) });
    return retryAt;
  }

  async #lastLines(instances: readonly InstanceEntity[]): Promise<string[]> {
    for (const { container } of instances) {
      const lines = await this.servers.lastLines(container);
      if (lines.length > 0) return lines;
    }
    return [];
  }
}
