import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import type { InstanceEntity } from '../data/instance.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { Rows } from '../data/rows.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { HealthTracker, type Verdict } from './health-tracker.js';
import { faultOf } from './mcp-probe.js';
import { UpstreamMonitor } from './upstream-monitor.js';
import type { UpstreamReport } from './upstream-of.js';

const PROBE_TIMEOUT_MS = 5_000;
const PROBES_AT_ONCE = 8;
const STOP_GRACE_MS = 2_000;

/** Asks every server that runs for its tools, again and again, and holds it healthy or not by the answers. */
@Injectable()
export class HealthMonitor {
  readonly #trackers = new Map<string, HealthTracker>();

  constructor(
    readonly rows: Rows,
    readonly context: RuntimeContext,
    readonly upstream: UpstreamMonitor,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  async checkAll(): Promise<void> {
    const instances = await this.rows.instances.inStates('healthy', 'unhealthy');
    const known = new Set(instances.map(({ id }) => id));
    for (const id of this.#trackers.keys()) if (!known.has(id)) this.#trackers.delete(id);
    const releases = new Map<string, ReleaseEntity | null>();
    const reports = new Map<string, UpstreamReport[]>();
    const waiting = [...instances];
    const worker = async () => {
      for (let instance = waiting.shift(); instance !== undefined; instance = waiting.shift()) {
        const { releaseId } = instance;
        if (!releases.has(releaseId)) releases.set(releaseId, await this.rows.releases.find(releaseId));
        const report = await this.#check(instance, releases.get(releaseId) ?? null);
        if (report !== undefined)
          reports.set(instance.deploymentId, [...(reports.get(instance.deploymentId) ?? []), report]);
      }
    };
    await Promise.all(Array.from({ length: PROBES_AT_ONCE }, worker));
    for (const [id, told] of reports) await this.upstream.note(id, told);
  }

  /** @returns what the server knows of the API behind it */
  async #check(seen: InstanceEntity, release: ReleaseEntity | null): Promise<UpstreamReport | undefined> {
    // A release that is not live yet, or no longer, is watched by whoever brings it up or down.
    if (release?.state !== 'live' || seen.address === null) return undefined;
    const fault = await faultOf(`${seen.address}/mcp`, release, PROBE_TIMEOUT_MS, this.context.relay.fetch);
    const instance = await this.rows.instances.find(seen.id);
    // Meanwhile it may have ended and been started anew.
    if (instance === null || instance.state !== seen.state || instance.address !== seen.address)
      return undefined;
    const verdict = this.#tracker(seen.id).note(fault === undefined, seen.state === 'healthy', Date.now());
    await this.#follow(verdict, instance, fault);
    return fault === undefined ? this.upstream.ask(seen.address) : undefined;
  }

  async #follow(verdict: Verdict, instance: InstanceEntity, fault = ''): Promise<void> {
    const { instances } = this.rows;
    if (verdict === 'unhealthy')
      await instances.become(instance, 'unhealthy', { reason: `The server is unwell: ${fault}.` });
    else if (verdict === 'healthy') await instances.become(instance, 'healthy', { reason: null });
    else if (verdict === 'restart') {
      this.logger.warn({ container: instance.container, fault }, 'an unhealthy server is ended');
      // Its end is an event like any other, and brings a fresh start.
      await this.context.runtime.stop(instance.container, STOP_GRACE_MS);
    }
  }

  #tracker(id: string): HealthTracker {
    let tracker = this.#trackers.get(id);
    if (tracker === undefined) this.#trackers.set(id, (tracker = new HealthTracker()));
    return tracker;
  }
}
