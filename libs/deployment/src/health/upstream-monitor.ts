import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeploymentStore } from '../data/deployment.store.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { upstreamOf, type UpstreamReport } from './upstream-of.js';

const TIMEOUT_MS = 3_000;
const MOST_REASON = 300;
const STATES: ReadonlySet<unknown> = new Set(['up', 'failing', 'unknown']);

/** A change of what is known of the API behind a deployment. */
export interface UpstreamEvent {
  readonly at: Date;
  readonly state: UpstreamReport['state'];
  readonly reason: string | null;
}

/** Asks servers what they know of the API behind them, and writes down what changes. Never mixed with their own health. */
@Injectable()
export class UpstreamMonitor {
  constructor(
    readonly dataSource: DataSource,
    readonly deployments: DeploymentStore,
    readonly context: RuntimeContext,
  ) {}

  /** undefined for a server that does not tell: it was generated before there was such a word, or is unwell. */
  async ask(address: string): Promise<UpstreamReport | undefined> {
    try {
      const answer = await this.context.relay.fetch(`${address}/healthz`, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { upstream } = (await answer.json()) as { upstream?: Partial<UpstreamReport> };
      if (upstream === undefined || !STATES.has(upstream.state)) return undefined;
      const { state = 'unknown', checkedAt, reason } = upstream;
      const time = typeof checkedAt === 'string' && !Number.isNaN(Date.parse(checkedAt)) ? checkedAt : null;
      const words = typeof reason === 'string' ? reason.replaceAll('\0', '').slice(0, MOST_REASON) : null;
      return { state, checkedAt: time, reason: words };
    } catch {
      return undefined;
    }
  }

  /** @param reports Of all servers of the deployment that told */
  async note(deploymentId: string, reports: readonly UpstreamReport[]): Promise<void> {
    const deployment = await this.deployments.find(deploymentId);
    if (deployment === null) return;
    const before = deployment.upstream;
    const found = upstreamOf(before, reports, new Date());
    if (found.state === before?.state && found.reason === before.reason) return;
    if (found.state !== before?.state)
      await this.dataSource.query(
        `INSERT INTO upstream_events (deployment_id, state, reason)
         SELECT id, $2, $3 FROM deployments WHERE id = $1`,
        [deploymentId, found.state, found.reason],
      );
    await this.deployments.update(deploymentId, { upstream: found });
  }

  /** Newest first. */
  async events(deploymentId: string, limit: number): Promise<UpstreamEvent[]> {
    return this.dataSource.query(
      `SELECT created_at AS at, state, reason FROM upstream_events WHERE deployment_id = $1
        ORDER BY created_at DESC, id DESC LIMIT $2`,
      [deploymentId, limit],
    );
  }
}
