import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HealthEventEntity } from '../data/health-event.entity.js';
import { uptime } from './uptime.js';

const HOUR_MS = 3_600_000;

export interface HealthSummary {
  /** Newest first. */
  readonly events: readonly HealthEventEntity[];
  /** From 0 to 1; null where it was never meant to serve in that time. */
  readonly uptime24h: number | null;
  readonly uptime7d: number | null;
}

/** How a deployment fared. */
@Injectable()
export class HealthHistory {
  constructor(readonly dataSource: DataSource) {}

  /** @param limit Events to give */
  async of(deploymentId: string, limit: number): Promise<HealthSummary> {
    const events = await this.dataSource
      .getRepository(HealthEventEntity)
      .find({ where: { deploymentId }, order: { createdAt: 'ASC' } });
    const now = new Date();
    const before = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
    return {
      events: events.slice(-limit).toReversed(),
      uptime24h: uptime(events, before(24), now),
      uptime7d: uptime(events, before(24 * 7), now),
    };
  }
}
