import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, ChangeFeed, LeaderLock, LOGGER, type AppConfig, type Logger } from '#lib/platform';
import { DEPLOYMENT } from '../data/deployment.store.js';
import { UsageSampler } from '../figures/usage-sampler.js';
import { HealthMonitor } from '../health/health-monitor.js';
import { LogCollector } from '../logs/log-collector.js';
import { HUB_LABEL } from '../names.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { Converger } from './converger.js';
import { KeyedRunner } from './keyed-runner.js';
import { LifecycleClock } from './lifecycle-clock.js';
import { Sweep } from './sweep.js';

const SWEEP_MS = 2_000;
const CHECK_MS = 5_000;
const CLOCK_MS = 1_000;
const IMAGES_MS = 60_000;
const HISTORY_MS = 3_600_000;
const EVENTS_PAUSE_MS = 500;
const USAGE_MS = 15_000;
const LOG_LOOK_MS = 1_000;
const LOG_WRITE_MS = 500;

/** What a leader does, and how it comes to lead. */
@Injectable()
export class Duties {
  constructor(
    readonly sweep: Sweep,
    readonly monitor: HealthMonitor,
    readonly clock: LifecycleClock,
    readonly converger: Converger,
  ) {}
}

/** What a leader writes down of the servers. */
@Injectable()
export class Records {
  constructor(
    readonly logs: LogCollector,
    readonly usage: UsageSampler,
  ) {}
}

@Injectable()
export class Leadership {
  constructor(
    readonly lock: LeaderLock,
    readonly changes: ChangeFeed,
    readonly context: RuntimeContext,
    @Inject(APP_CONFIG) readonly config: AppConfig,
  ) {}
}

/**
 * Keeps what runs equal to what the rows say, in the one hub process that leads: told by the engine's events and by
 * changes of rows, and by looking at everything now and then in case either was lost.
 */
@Injectable()
export class Reconciler implements OnApplicationShutdown {
  readonly #closing = new AbortController();
  #campaign: Promise<void> = Promise.resolve();

  constructor(
    readonly leadership: Leadership,
    readonly duties: Duties,
    readonly records: Records,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** Returns when this process has looked at everything once as the leader, or another one leads. */
  begin(): Promise<void> {
    return new Promise((resolve) => {
      this.#campaign = this.leadership.lock.campaign(
        (term) => this.#lead(term, resolve),
        this.#closing.signal,
        resolve,
      );
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closing.abort();
    await this.#campaign;
  }

  async #lead(term: AbortSignal, begun: () => void): Promise<void> {
    const { sweep, monitor, clock, converger } = this.duties;
    const { logs, usage } = this.records;
    const { changes } = this.leadership;
    this.logger.info('this process leads');
    await this.#safely(() => logs.begin());
    await sweep.takeOver();
    const unsubscribe = changes.subscribeAll(DEPLOYMENT, (id) => converger.request(id));
    const lookAround = async () => {
      for (const id of await sweep.run()) converger.request(id);
    };
    const looking = new KeyedRunner(() => this.#safely(lookAround));
    try {
      await this.#safely(lookAround);
      begun();
      // Each of the duties waits for its end.
      setMaxListeners(0, term);
      await Promise.all([
        this.#listen(term, () => void looking.request('all')),
        this.#repeat(SWEEP_MS, async () => looking.request('all'), term),
        this.#repeat(CHECK_MS, () => monitor.checkAll(), term),
        this.#repeat(CLOCK_MS, () => clock.tick(), term),
        this.#repeat(IMAGES_MS, () => sweep.images.run(), term),
        this.#repeat(HISTORY_MS, () => clock.forgetHistory(), term),
        this.#repeat(HISTORY_MS, () => logs.forget(), term),
        this.#repeat(HISTORY_MS, () => usage.forget(), term),
        this.#repeat(USAGE_MS, () => usage.sample(), term),
        this.#repeat(LOG_LOOK_MS, () => logs.look(), term),
        this.#repeat(LOG_WRITE_MS, () => logs.flush(), term),
      ]);
    } finally {
      unsubscribe();
      await looking.close();
      await converger.rest();
      await this.#stepDown();
      await this.#safely(() => logs.end());
    }
  }

  /** An event says which container; the sweep that follows says what of it. */
  async #listen(term: AbortSignal, look: () => void): Promise<void> {
    const { runtime, hubId } = this.leadership.context;
    while (!term.aborted) {
      try {
        for await (const { kind } of runtime.events({ [HUB_LABEL]: hubId }, term))
          if (kind !== 'started') look();
      } catch (error) {
        this.logger.debug({ err: error }, 'the event stream of the container runtime ended');
      }
      await sleep(EVENTS_PAUSE_MS, undefined, { signal: term }).catch(() => undefined);
    }
  }

  async #repeat(pauseMs: number, task: () => Promise<void>, term: AbortSignal): Promise<void> {
    while (!term.aborted) {
      await sleep(pauseMs, undefined, { signal: term }).catch(() => undefined);
      if (!term.aborted) await this.#safely(task);
    }
  }

  async #safely(task: () => Promise<void>): Promise<void> {
    await task().catch((error: unknown) => this.logger.warn({ err: error }, 'looking after deployments'));
  }

  /** Ends what nobody else can or will look after. */
  async #stepDown(): Promise<void> {
    const { context, config, lock } = this.leadership;
    const isClosing = this.#closing.signal.aborted;
    this.logger.info({ isClosing }, 'this process no longer leads');
    // Processes are children of this one: whoever leads next starts its own.
    const isOurs = context.runtime.name === 'process';
    if (!isOurs && (!isClosing || config.keepRunning || (await lock.hasOthers().catch(() => true)))) return;
    const left = await context.runtime.list({ [HUB_LABEL]: context.hubId }).catch(() => []);
    await this.duties.converger.crew.rollout.servers
      .remove(left.map(({ name }) => name))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'servers were not stopped'));
  }
}
