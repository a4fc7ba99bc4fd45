import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeploymentStore } from '../data/deployment.store.js';

/** An expired deployment can be brought back for so long, in days. */
export const KEPT_DAYS = 7;
/** Health events are kept a day longer than the longest uptime figure reaches back. */
const HISTORY_DAYS = 8;

/** Carries out what depends on the time of day: pauses, ends and deletions. */
@Injectable()
export class LifecycleClock {
  constructor(
    readonly dataSource: DataSource,
    readonly deployments: DeploymentStore,
  ) {}

  async tick(): Promise<void> {
    await this.#apply(
      `UPDATE deployments SET paused_at = now()
        WHERE desired = 'running' AND paused_at IS NULL AND idle_minutes IS NOT NULL AND state = 'healthy'
          AND greatest(last_call_at, healthy_at, created_at) < now() - idle_minutes * interval '1 minute'
          AND NOT EXISTS (SELECT 1 FROM releases WHERE releases.deployment_id = deployments.id
                             AND releases.state IN ('queued', 'building', 'starting', 'draining'))
        RETURNING id`,
    );
    await this.#apply(
      `UPDATE deployments SET desired = 'stopped', expired_at = now(), paused_at = NULL
        WHERE desired <> 'deleted' AND expired_at IS NULL AND expires_at < now() RETURNING id`,
    );
    await this.#apply(
      `UPDATE deployments SET desired = 'deleted'
        WHERE desired <> 'deleted' AND expired_at < now() - interval '${KEPT_DAYS} days' RETURNING id`,
    );
  }

  async forgetHistory(): Promise<void> {
    // The last event before that time still says how the deployment was since.
    await this.dataSource.query(
      `DELETE FROM health_events WHERE created_at < now() - interval '${HISTORY_DAYS} days'
          AND EXISTS (SELECT 1 FROM health_events AS later WHERE later.deployment_id = health_events.deployment_id
                         AND later.created_at > health_events.created_at
                         AND later.created_at < now() - interval '${HISTORY_DAYS} days')`,
    );
  }

  async #apply(sql: string): Promise<void> {
    const [rows]: [{ id: string }[]] = await this.dataSource.query(sql);
    for (const { id } of rows) {
      await this.deployments.observe(id);
      await this.deployments.announce(id);
    }
  }
}
