import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Routes } from '#lib/gateway';
import { ChangeFeed, LOGGER, type Logger } from '#lib/platform';
import { DeploymentEntity } from '../data/deployment.entity.js';
import { DEPLOYMENT } from '../data/deployment.store.js';
import { InstanceEntity } from '../data/instance.entity.js';
import { Rows } from '../data/rows.js';
import { KeyedRunner } from '../reconcile/keyed-runner.js';
import { Drain } from '../rollout/drain.js';
import { routeOf } from './route-of.js';

/** The feed may lose a message: everything is read anew after this time, in milliseconds. */
const RELOAD_MS = 5_000;
const REPORT_MS = 500;

@Injectable()
export class FeedParts {
  constructor(
    readonly dataSource: DataSource,
    readonly changes: ChangeFeed,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}
}

/** Keeps this process's routes equal to the rows, and writes down which deployments are called. */
@Injectable()
export class RouteFeed implements OnApplicationShutdown {
  readonly #closing = new AbortController();
  readonly #called = new Set<string>();
  readonly #waking = new Map<string, Promise<void>>();
  readonly #loader = new KeyedRunner((key) => this.#safely(() => this.#load(key)));
  #unsubscribe: () => void = () => undefined;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    readonly rows: Rows,
    readonly routes: Routes,
    readonly drain: Drain,
    readonly feed: FeedParts,
  ) {}

  /** Returns when the routes are known. */
  async begin(): Promise<void> {
    this.#unsubscribe = this.feed.changes.subscribeAll(DEPLOYMENT, (id) => void this.#loader.request(id));
    for (const id of await this.rows.deployments.ids()) await this.#loader.request(id);
    this.#loops = Promise.all([
      this.#repeat(RELOAD_MS, () => this.#reload()),
      this.#repeat(REPORT_MS, () => this.#report()),
    ]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    this.#unsubscribe();
    await this.#loops;
    await this.#loader.close();
  }

  /**
   * Looks a route up that would refuse a call: the feed that tells of a change is quick, and a client that was told
   * of it by us may be quicker.
   *
   * @param key A slug or an id
   */
  async refresh(key: string): Promise<void> {
    const id = this.routes.find(key)?.deploymentId ?? (await this.rows.deployments.idOf(key));
    if (id !== undefined) await this.#loader.request(id);
  }

  noteCall(deploymentId: string): void {
    this.#called.add(deploymentId);
  }

  /** A server that should serve did not: whoever leads looks at it sooner than it would have. */
  noteUnreachable(deploymentId: string): void {
    void this.#safely(() => this.rows.deployments.announce(deploymentId));
  }

  /** Ends the pause of a deployment; many at once do it once. */
  wake(deploymentId: string): Promise<void> {
    let waking = this.#waking.get(deploymentId);
    if (waking === undefined) {
      waking = this.#wake(deploymentId).finally(() => this.#waking.delete(deploymentId));
      this.#waking.set(deploymentId, waking);
    }
    return waking;
  }

  async #wake(id: string): Promise<void> {
    const [woken]: [unknown[]] = await this.feed.dataSource.query(
      `UPDATE deployments SET paused_at = NULL, last_call_at = now()
        WHERE id = $1 AND paused_at IS NOT NULL AND desired = 'running' RETURNING id`,
      [id],
    );
    if (woken.length === 0) return;
    await this.rows.deployments.observe(id);
    await this.rows.deployments.announce(id);
  }

  /** One by one, so that no older look at a row can come after a newer one. */
  async #reload(): Promise<void> {
    const ids = await this.rows.deployments.ids();
    const gone = [...this.routes.all()].filter(({ deploymentId }) => !ids.includes(deploymentId));
    for (const id of [...ids, ...gone.map(({ deploymentId }) => deploymentId)]) void this.#loader.request(id);
  }

  /** Deployment and instances as of one moment: a switch of releases is seen whole or not at all. */
  async #load(id: string): Promise<void> {
    const route = await this.feed.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const deployment = await manager.findOneBy(DeploymentEntity, { id });
      if (deployment === null) return undefined;
      return routeOf(deployment, await manager.findBy(InstanceEntity, { deploymentId: id }));
    });
    if (route === undefined) this.routes.delete(id);
    else this.routes.set(route);
  }

  async #report(): Promise<void> {
    await this.drain.report();
    for (const { deploymentId, serving } of this.routes.all())
      if (serving.some(({ id }) => this.routes.load(id).calls > 0)) this.#called.add(deploymentId);
    const called = [...this.#called];
    this.#called.clear();
    if (called.length === 0) return;
    await this.feed.dataSource.query(
      `UPDATE deployments SET last_call_at = now()
        WHERE id = ANY ($1::uuid[]) AND idle_minutes IS NOT NULL`,
      [called],
    );
  }

  async #repeat(pauseMs: number, task: () => Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.#safely(task);
    }
  }

  async #safely(task: () => Promise<void>): Promise<void> {
    await task().catch((error: unknown) => this.feed.logger.warn({ err: error }, 'routes'));
  }
}
