import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, LOGGER, type AppConfig, type Logger } from '#lib/platform';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { Rows } from '../data/rows.js';
import { Drain } from '../rollout/drain.js';
import { FairQueue } from '../rollout/fair-queue.js';
import { Healer } from '../rollout/healer.js';
import { Rollout } from '../rollout/rollout.js';
import { DEPLOYMENT_LABEL, HUB_LABEL } from '../names.js';
import { KeyedRunner } from './keyed-runner.js';
import { TaskGroup } from './task-group.js';

/** The parts that carry a deployment's wishes out. */
@Injectable()
export class Crew {
  constructor(
    readonly rollout: Rollout,
    readonly healer: Healer,
    readonly drain: Drain,
  ) {}
}

const ROLLOUT = 'rollout';
const RETIRE = 'retire';

/** Closes the difference between what the rows say and what runs, one deployment at a time. Only the leader does. */
@Injectable()
export class Converger {
  readonly #groups = new Map<string, TaskGroup>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #runner = this.#newRunner();
  #resting = new AbortController();
  readonly #builds: FairQueue;

  constructor(
    readonly rows: Rows,
    readonly crew: Crew,
    @Inject(APP_CONFIG) config: AppConfig,
    @Inject(LOGGER) readonly logger: Logger,
  ) {
    this.#builds = new FairQueue(config.maxBuilds);
  }

  /** Looks at a deployment soon; asking often costs no more than asking once. */
  request(deploymentId: string): void {
    void this.#runner.request(deploymentId);
  }

  /** Calls everything off and returns when it has ended; containers stay as they are. */
  async rest(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#resting.abort();
    const closed = this.#runner.close();
    await Promise.all([...this.#groups.values()].map((group) => group.callOff()));
    await closed;
    await Promise.all([...this.#groups.values()].map((group) => group.callOff()));
    this.#groups.clear();
    this.#runner = this.#newRunner();
    this.#resting = new AbortController();
  }

  #newRunner(): KeyedRunner {
    return new KeyedRunner((id) =>
      this.#converge(id).catch((error: unknown) => {
        // An engine or a database that is away; the next look comes by itself.
        this.logger.warn({ err: error, deployment: id }, 'a deployment could not be looked after');
      }),
    );
  }

  async #converge(id: string): Promise<void> {
    const deployment = await this.rows.deployments.find(id);
    if (deployment === null) {
      await this.#groups.get(id)?.callOff();
      this.#groups.delete(id);
    } else if (deployment.desired === 'deleted') await this.#delete(deployment);
    else if (deployment.desired === 'stopped') await this.#stop(deployment);
    else if (deployment.pausedAt !== null) await this.#pause(deployment);
    else await this.#run(deployment);
  }

  async #run(deployment: DeploymentEntity): Promise<void> {
    const { id, liveReleaseId } = deployment;
    const releases = await this.rows.releases.of(id);
    const [newest] = releases;
    if (newest?.state === 'queued') this.#rollOut(deployment, newest);
    const draining = releases.filter(({ state }) => state === 'draining');
    if (draining.length > 0) this.#group(id).start(RETIRE, (signal) => this.#retire(id, draining, signal));
    const live = releases.find((release) => release.id === liveReleaseId);
    if (live !== undefined) await this.#keep(deployment, live);
    await this.rows.deployments.observe(id);
  }

  #rollOut(deployment: DeploymentEntity, release: ReleaseEntity): void {
    const { id, apiId } = deployment;
    const due = release.retryAt?.getTime() ?? 0;
    if (due > Date.now()) return this.#lookAgain(id, due);
    this.#group(id).start(ROLLOUT, (signal) =>
      this.#task(id, () =>
        this.#builds.run(apiId, () => this.crew.rollout.run(deployment, release, signal), signal),
      ),
    );
  }

  async #keep(deployment: DeploymentEntity, live: ReleaseEntity): Promise<void> {
    const { id } = deployment;
    let instances = await this.rows.instances.ofRelease(live.id);
    if (instances.length < live.replicas) instances = await this.rows.instances.ensure(live);
    for (const instance of instances) {
      if (instance.state === 'draining') continue;
      this.#group(id).start(instance.id, (signal) =>
        this.#task(id, () => this.crew.healer.heal({ deployment, release: live, instance }, signal)),
      );
    }
  }

  /** Ends releases that were replaced, once their calls have ended. */
  async #retire(id: string, releases: readonly ReleaseEntity[], signal: AbortSignal): Promise<void> {
    await this.#task(id, async () => {
      for (const release of releases) {
        const instances = await this.rows.instances.ofRelease(release.id);
        await this.crew.drain.untilQuiet(
          instances.map((instance) => instance.id),
          signal,
        );
        await this.crew.rollout.servers.remove(instances.map(({ container }) => container));
        await this.rows.instances.delete(instances);
        await this.rows.releases.become(release, 'retired', { endedAt: new Date() });
      }
      await this.crew.rollout.servers.images.clear(id);
      return undefined;
    });
  }

  async #pause(deployment: DeploymentEntity): Promise<void> {
    const { id } = deployment;
    const instances = await this.rows.instances.of(id);
    if (instances.length === 0) return;
    await this.crew.drain.untilQuiet(
      instances.map((instance) => instance.id),
      this.#resting.signal,
    );
    // In one step, so that a call that comes now either finds it awake or waits for a fresh start.
    const marked: unknown[][] = await this.rows.deployments.dataSource.query(
      `UPDATE instances SET state = 'draining' FROM
         (SELECT id FROM deployments WHERE id = $1 AND paused_at IS NOT NULL FOR UPDATE) AS paused
        WHERE instances.deployment_id = paused.id RETURNING instances.id`,
      [id],
    );
    if ((marked[0]?.length ?? 0) === 0) return this.request(id);
    await this.#clear(id);
  }

  async #stop(deployment: DeploymentEntity): Promise<void> {
    const { id } = deployment;
    await this.#clear(id);
    await this.rows.releases.giveUp(id, 'The deployment was stopped.');
    await this.rows.deployments.observe(id);
  }

  async #delete({ id }: DeploymentEntity): Promise<void> {
    await this.#clear(id);
    const releases = await this.rows.releases.of(id);
    await this.rows.deployments.delete(id);
    await this.crew.rollout.servers.images.removeUnused(releases.flatMap(({ image }) => image ?? []));
    this.#groups.delete(id);
  }

  /** Ends all its work and all its containers, those without a row too. */
  async #clear(id: string): Promise<void> {
    await this.#groups.get(id)?.callOff();
    const { servers } = this.crew.rollout;
    const { runtime, hubId } = servers.context;
    const instances = await this.rows.instances.of(id);
    const running = await runtime.list({ [HUB_LABEL]: hubId, [DEPLOYMENT_LABEL]: id });
    const names = [...instances.map(({ container }) => container), ...running.map(({ name }) => name)];
    await servers.remove([...new Set(names)]);
    await this.rows.instances.delete(instances);
    for (const release of await this.rows.releases.of(id))
      if (release.state === 'draining')
        await this.rows.releases.become(release, 'retired', { endedAt: new Date() });
  }

  /** Looks at the deployment again when the work says so. */
  async #task(id: string, work: () => Promise<number | undefined>): Promise<void> {
    try {
      const due = await work();
      if (due !== undefined) this.#lookAgain(id, due);
    } catch (error) {
      this.logger.debug({ err: error, deployment: id }, 'work on a deployment was broken off');
    }
  }

  #lookAgain(id: string, due: number): void {
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => this.request(id), Math.max(0, due - Date.now()));
    this.#timers.set(id, timer.unref());
  }

  #group(id: string): TaskGroup {
    let group = this.#groups.get(id);
    if (group === undefined) this.#groups.set(id, (group = new TaskGroup()));
    return group;
  }
}
