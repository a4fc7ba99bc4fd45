import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, LOGGER, type AppConfig, type Logger } from '#lib/platform';
import { containerName, Deployer, DEPLOYMENT_LABEL, HUB_LABEL } from './deployer.js';
import { DeploymentStore } from './deployment.store.js';
import type { DeploymentEntity } from './deployment.entity.js';

const CHECK_MS = 3_000;
/** A server counts as unhealthy after this many checks in a row. */
const FAILURES = 2;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 60_000;

/** Watches what should run: notes its health, and starts again what ended. */
@Injectable()
export class Supervisor implements OnApplicationShutdown {
  readonly #failures = new Map<string, number>();
  readonly #retryAt = new Map<string, number>();
  readonly #closing = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(
    readonly store: DeploymentStore,
    readonly deployer: Deployer,
    @Inject(APP_CONFIG) readonly config: AppConfig,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** Removes what is nobody's, brings back what should run, and watches from then on. */
  async begin(): Promise<void> {
    await this.#removeLeftOvers();
    const wanted = await this.store.desired('running', 'stopped', 'deleted');
    for (const { id, desired, state } of wanted) {
      if (desired === 'running' && state !== 'failed') await this.store.wish(id, {});
      else if (desired === 'deleted' || (desired === 'stopped' && state !== 'stopped'))
        await this.store.wish(id, {});
    }
    this.#watching = this.#watch();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    if (this.config.keepRunning) return;
    const running = await this.store.desired('running');
    await Promise.all(
      running.map(({ id }) =>
        this.deployer.stop(id).catch((error: unknown) => this.logger.warn({ error, id }, 'not stopped')),
      ),
    );
  }

  async #removeLeftOvers(): Promise<void> {
    const { runtime, hubId } = this.deployer.context;
    const known = await this.store.ids();
    for (const { name, labels } of await runtime.list({ [HUB_LABEL]: hubId })) {
      if (known.has(labels[DEPLOYMENT_LABEL] ?? '')) continue;
      this.logger.info({ name }, 'removing a container that belongs to nothing');
      await runtime.remove(name);
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep(CHECK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#checkAll().catch((error: unknown) => this.logger.warn({ error }, 'health check'));
    }
  }

  async #checkAll(): Promise<void> {
    const rows = await this.store.desired('running');
    const settled = rows.filter(({ state }) => state === 'healthy' || state === 'unhealthy');
    await Promise.all(settled.map((deployment) => this.#check(deployment)));
  }

  async #check(deployment: DeploymentEntity): Promise<void> {
    const { id } = deployment;
    if (await this.deployer.isServing(deployment)) {
      this.#failures.delete(id);
      if (deployment.state === 'unhealthy') await this.store.become(id, 'healthy', { reason: null });
      return;
    }
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    const { status } = await this.deployer.context.runtime.inspect(containerName(id));
    if (status !== 'running') return this.#startAgain(deployment);
    if (failures >= FAILURES)
      await this.store.become(id, 'unhealthy', { reason: 'It does not answer MCP with its tools.' });
  }

  /** With growing pauses, so that a server that ends at once does not keep the machine busy. */
  async #startAgain(deployment: DeploymentEntity): Promise<void> {
    const { id, restarts, healthyAt } = deployment;
    const retryAt = this.#retryAt.get(id) ?? 0;
    if (Date.now() < retryAt) return;
    const stable = healthyAt !== null && Date.now() - healthyAt.getTime() > MAX_PAUSE_MS;
    const pause = stable ? FIRST_PAUSE_MS : Math.min(FIRST_PAUSE_MS * 2 ** restarts, MAX_PAUSE_MS);
    this.#retryAt.set(id, Date.now() + pause);
    this.logger.warn({ id, restarts }, 'a server ended and is started again');
    await this.store.wish(id, { restarts: restarts + 1 });
  }
}
