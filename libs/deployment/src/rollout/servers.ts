import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { ContainerState } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import { APP_CONFIG, SecretBox, type AppConfig } from '#lib/platform';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { InstanceEntity } from '../data/instance.entity.js';
import type { ReleaseEntity } from '../data/release.entity.js';
import { faultOf } from '../health/mcp-probe.js';
import { LogCollector } from '../logs/log-collector.js';
import { exchangeKey } from '../exchange-key.js';
import { DEPLOYMENT_LABEL, HUB_LABEL, INSTANCE_LABEL, RELEASE_LABEL } from '../names.js';
import { ImageShelf } from './image-shelf.js';
import type { RuntimeContext } from './runtime-context.js';

export const PROBE_TIMEOUT_MS = 5_000;
const STOP_GRACE_MS = 5_000;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 250;
const LOG_LINES = 20;

/** The container of one instance, and what it is made of. */
export interface Placement {
  readonly deployment: DeploymentEntity;
  readonly release: ReleaseEntity;
  readonly instance: InstanceEntity;
}

/** Starts, watches and ends single containers. */
@Injectable()
export class Servers {
  constructor(
    readonly images: ImageShelf,
    readonly secrets: SecretBox,
    readonly collector: LogCollector,
    @Inject(APP_CONFIG) readonly config: Pick<AppConfig, 'startTimeoutMs'>,
  ) {}

  get context(): RuntimeContext {
    return this.images.plans.context;
  }

  /** Puts a fresh container in the place of whatever was there. @returns its address */
  async start(placement: Placement): Promise<string> {
    const { runtime } = this.context;
    await this.collector.drain(placement.instance.container);
    await runtime.remove(placement.instance.container);
    const state = await this.#run(placement);
    if (state.address === undefined) throw new Error(endText(state));
    return state.address;
  }

  /** @throws Error that says why, when it ended or was not healthy in time; the signal's reason */
  async untilHealthy({ instance, release }: Placement, address: string, signal: AbortSignal): Promise<void> {
    const { startTimeoutMs } = this.config;
    const deadline = Date.now() + startTimeoutMs;
    const timeoutMs = Math.min(PROBE_TIMEOUT_MS, startTimeoutMs);
    let pause = FIRST_POLL_MS;
    let fault: string | undefined;
    while (Date.now() < deadline) {
      signal.throwIfAborted();
      const state = await this.context.runtime.inspect(instance.container);
      if (state.status !== 'running') throw new Error(endText(state));
      fault = await faultOf(`${address}/mcp`, release, timeoutMs, this.context.relay.fetch);
      if (fault === undefined) return;
      await sleep(pause, undefined, { signal });
      pause = Math.min(pause * 1.5, LONGEST_POLL_MS);
    }
    throw new Error(`The server was not healthy within ${startTimeoutMs / 1000} s: ${fault ?? ''}.`);
  }

  /** Asks them to end, ends them, and leaves nothing of them behind. */
  async remove(containers: readonly string[]): Promise<void> {
    const { runtime } = this.context;
    await Promise.all(
      containers.map(async (name) => {
        await runtime.stop(name, STOP_GRACE_MS);
        await this.collector.drain(name);
        await runtime.remove(name);
      }),
    );
  }

  async lastLines(container: string): Promise<string[]> {
    const lines: string[] = [];
    try {
      for await (const { text } of this.context.runtime.logs(container, { tail: LOG_LINES, follow: false }))
        lines.push(text);
    } catch {
      // A container that never came to be has no log.
    }
    return lines;
  }

  /** An image may have been removed behind our back: then it is built again. */
  async #run(placement: Placement): Promise<ContainerState> {
    const { deployment, release } = placement;
    if (release.image !== null) {
      try {
        return await this.#runImage(placement, release.image);
      } catch (error) {
        if (error instanceof AppError) throw error;
      }
    }
    const built = await this.images.build(deployment, release);
    return this.#runImage({ ...placement, release: built }, built.image ?? '');
  }

  async #runImage({ deployment, release, instance }: Placement, image: string): Promise<ContainerState> {
    const { runtime, hubId } = this.context;
    return runtime.run({
      name: instance.container,
      image,
      env: release.env,
      secrets: {
        ...(JSON.parse(this.secrets.open(release.secrets)) as Record<string, string>),
        EXCHANGE_KEY: exchangeKey(this.secrets, release),
      },
      labels: {
        [HUB_LABEL]: hubId,
        [DEPLOYMENT_LABEL]: deployment.id,
        [RELEASE_LABEL]: release.id,
        [INSTANCE_LABEL]: instance.id,
      },
      limits: release.limits,
      port: 0,
      egress: release.egress ?? [],
    });
  }
}

/** How a container ended, in words. */
export function endText({ status, exitCode, reason }: ContainerState): string {
  if (status === 'missing') return 'Its container is gone.';
  const code = exitCode === undefined ? '' : ` with code ${exitCode}`;
  return `The server ended${code}${reason === undefined ? '' : ` (${reason})`}.`;
}
