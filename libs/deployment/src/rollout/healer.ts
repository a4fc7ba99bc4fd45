import { Inject, Injectable } from '@nestjs/common';
import type { ContainerState } from '#lib/container-runtime';
import { LOGGER, type Logger } from '#lib/platform';
import type { InstanceEntity } from '../data/instance.entity.js';
import { Rows } from '../data/rows.js';
import { crashesNow, LOOPING_CRASHES, pauseAfter } from './back-off.js';
import { failureOf, reasonOf } from './failure.js';
import { endText, Servers, type Placement } from './servers.js';

/** What a shell gives for a process that SIGKILL ended: 128 and the signal's number. */
const SIGKILLED = 137;

/** Keeps single instances of a live release running. */
@Injectable()
export class Healer {
  constructor(
    readonly rows: Rows,
    readonly servers: Servers,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /**
   * Makes sure that the instance's container runs: adopts one that does, starts what never did, starts again what
   * ended, after a pause that grows with its crashes.
   *
   * @returns when to look again, in milliseconds since the epoch
   */
  async heal(placement: Placement, signal: AbortSignal): Promise<number | undefined> {
    const { instance } = placement;
    try {
      if (instance.restartAt !== null) {
        const due = instance.restartAt.getTime();
        return due > Date.now() ? due : await this.#start(placement, signal);
      }
      const state = await this.servers.context.runtime.inspect(instance.container);
      if (state.status === 'running' && state.address !== undefined)
        return await this.#adopt(placement, state.address, signal);
      if (isFresh(instance)) return await this.#start(placement, signal);
      // Whatever became of it while the engine was away was not its own doing.
      const isBlameless = instance.state === 'unknown' || wasKilled(state);
      return await this.#noteEnd(placement, endText(state), isBlameless);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (failureOf(error).code !== 'runtime-unavailable') return this.#noteEnd(placement, reasonOf(error));
      await this.rows.instances.become(instance, 'unknown', { reason: reasonOf(error) });
      return undefined;
    }
  }

  /** From before this hub process, or from before the engine was away; nothing to do for one that is known. */
  async #adopt(placement: Placement, address: string, signal: AbortSignal): Promise<undefined> {
    const { instance } = placement;
    const isSettled = instance.state === 'healthy' || instance.state === 'unhealthy';
    if (isSettled && instance.address === address) return undefined;
    await this.rows.instances.become(instance, 'starting', { address, restartAt: null });
    return this.#untilHealthy(placement, address, signal);
  }

  async #start(placement: Placement, signal: AbortSignal): Promise<undefined> {
    const address = await this.servers.start(placement);
    await this.rows.instances.become(placement.instance, 'starting', { address, restartAt: null });
    return this.#untilHealthy(placement, address, signal);
  }

  async #untilHealthy(placement: Placement, address: string, signal: AbortSignal): Promise<undefined> {
    await this.servers.untilHealthy(placement, address, signal);
    await this.rows.instances.become(placement.instance, 'healthy', { healthyAt: new Date(), reason: null });
    return undefined;
  }

  /** @returns when it is to be started again */
  async #noteEnd({ deployment, instance }: Placement, reason: string, wasKilled = false): Promise<number> {
    const now = Date.now();
    const current = (await this.rows.instances.find(instance.id)) ?? instance;
    const crashes = crashesNow({ ...current, wasKilled }, now);
    const due = now + pauseAfter(crashes);
    this.logger.warn(
      { container: instance.container, crashes, reason },
      'a server ended and is started again',
    );
    const isLooping = crashes >= LOOPING_CRASHES;
    const restarts = current.restarts + 1;
    const lastLog = await this.servers.lastLines(instance.container);
    await this.rows.instances.become(instance, isLooping ? 'crash-looping' : 'starting', {
      crashes,
      restarts,
      restartAt: new Date(due),
      healthyAt: null,
      reason: isLooping ? `It ended ${crashes} times in a row. ${reason}` : reason,
    });
    await this.rows.deployments.update(deployment.id, { restarts: deployment.restarts + 1, lastLog });
    return due;
  }
}

/** By a signal that it did not send itself; the drivers name a want of memory. */
function wasKilled({ status, exitCode, reason = '' }: ContainerState): boolean {
  if (status === 'missing') return true;
  return (exitCode === SIGKILLED || reason.includes('SIGKILL')) && !reason.includes('memory');
}

/** Never started: the deployment was stopped or paused before, or the release is new here. */
function isFresh({ crashes, healthyAt, address }: InstanceEntity): boolean {
  return crashes === 0 && healthyAt === null && address === null;
}
