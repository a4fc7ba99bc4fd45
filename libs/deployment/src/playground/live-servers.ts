import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { SecretBox } from '#lib/platform';
import type { InstanceEntity } from '../data/instance.entity.js';
import { Rows } from '../data/rows.js';
import { exchangeKey } from '../exchange-key.js';
import { RouteFeed } from '../routing/route-feed.js';

/** As long as a client's call waits for it. */
const WAKE_TIMEOUT_MS = 20_000;
const WAKE_POLL_MS = 50;

/** A server that answers now. */
export interface LiveServer {
  /** Of MCP, past the gateway. */
  readonly endpoint: string;
  /** Opens what it sends to the API. */
  readonly key: string;
}

/** Finds the servers that the hub itself calls for somebody. */
@Injectable()
export class LiveServers {
  constructor(
    readonly rows: Rows,
    readonly secrets: SecretBox,
    readonly routes: RouteFeed,
  ) {}

  /**
   * Any server of the live release. A deployment that is paused is woken, as by every other call.
   *
   * @throws AppError `not-found`; `state-conflict` where none serves
   */
  async of(deploymentId: string): Promise<LiveServer> {
    const { pausedAt } = await this.rows.deployments.get(deploymentId);
    this.routes.noteCall(deploymentId);
    if (pausedAt !== null) await this.routes.wake(deploymentId);
    const deadline = pausedAt === null ? 0 : Date.now() + WAKE_TIMEOUT_MS;
    let serving = await this.#serving(deploymentId);
    while (serving === undefined && Date.now() < deadline) {
      await sleep(WAKE_POLL_MS);
      serving = await this.#serving(deploymentId);
    }
    if (serving === undefined)
      throw new AppError('state-conflict', {
        detail: 'No server of the deployment runs now. Start it first.',
      });
    return {
      endpoint: `${serving.address}/mcp`,
      key: exchangeKey(this.secrets, { id: serving.releaseId }),
    };
  }

  async #serving(deploymentId: string): Promise<InstanceEntity | undefined> {
    const { liveReleaseId } = await this.rows.deployments.get(deploymentId);
    const instances = liveReleaseId === null ? [] : await this.rows.instances.ofRelease(liveReleaseId);
    return instances.find(({ state, address }) => state === 'healthy' && address !== null);
  }
}
