import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ContainerUsage } from '#lib/container-runtime';
import { LOGGER, type Logger } from '#lib/platform';
import type { InstanceEntity } from '../data/instance.entity.js';
import { Rows } from '../data/rows.js';
import { RuntimeContext } from '../rollout/runtime-context.js';

const AT_ONCE = 4;

interface Sample {
  readonly deploymentId: string;
  /** Cores used since the sample before. */
  cpu: number;
  memory: number;
  servers: number;
}

/** Looks at what servers take, and keeps the mean of each minute. Only the leader does. */
@Injectable()
export class UsageSampler {
  /** By container. */
  #before = new Map<string, ContainerUsage>();

  constructor(
    readonly dataSource: DataSource,
    readonly rows: Rows,
    readonly context: RuntimeContext,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  async sample(): Promise<void> {
    const instances = await this.rows.instances.all();
    const samples = new Map<string, Sample>();
    const now = new Map<string, ContainerUsage>();
    const waiting = [...instances];
    const worker = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const usage = await this.#usage(one);
        if (usage === undefined) continue;
        now.set(one.container, usage);
        this.#add(samples, one, usage);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.#before = now;
    if (samples.size > 0) await this.dataSource.query(ADD, [JSON.stringify([...samples.values()])]);
  }

  /** Figures older than a day, and what is known of the API behind since eight days. */
  async forget(): Promise<void> {
    for (const table of ['call_figures', 'usage_figures'])
      await this.dataSource.query(`DELETE FROM ${table} WHERE at < now() - interval '25 hours'`);
    await this.dataSource.query("DELETE FROM upstream_events WHERE created_at < now() - interval '8 days'");
  }

  async #usage({ container }: InstanceEntity): Promise<ContainerUsage | undefined> {
    return this.context.runtime.usage(container).catch((error: unknown) => {
      this.logger.debug({ err: error, container }, 'what a server takes is not known');
      return undefined;
    });
  }

  #add(
    samples: Map<string, Sample>,
    { deploymentId, container }: InstanceEntity,
    usage: ContainerUsage,
  ): void {
    let sample = samples.get(deploymentId);
    if (sample === undefined)
      samples.set(deploymentId, (sample = { deploymentId, cpu: 0, memory: 0, servers: 0 }));
    sample.cpu += coresUsed(this.#before.get(container), usage);
    sample.memory += usage.memoryBytes;
    sample.servers += 1;
  }
}

/** A container that was started anew counts from nothing. */
function coresUsed(before: ContainerUsage | undefined, { cpuSeconds, at }: ContainerUsage): number {
  if (before === undefined || before.cpuSeconds > cpuSeconds) return 0;
  const seconds = (at.getTime() - before.at.getTime()) / 1000;
  return seconds > 0 ? (cpuSeconds - before.cpuSeconds) / seconds : 0;
}

const ADD = `
  INSERT INTO usage_figures (deployment_id, at, samples, cpu, memory, last_cpu, last_memory, sampled_at, restarts, servers)
  SELECT deployments.id, date_trunc('minute', now()), 1, given.cpu, given.memory, given.cpu, given.memory, now(),
      deployments.restarts, given.servers
    FROM jsonb_to_recordset($1::jsonb)
      AS given ("deploymentId" uuid, cpu double precision, memory bigint, servers int)
    JOIN deployments ON deployments.id = given."deploymentId"
  ON CONFLICT (deployment_id, at) DO UPDATE SET
    samples = usage_figures.samples + 1, cpu = usage_figures.cpu + excluded.cpu,
    memory = usage_figures.memory + excluded.memory, last_cpu = excluded.last_cpu,
    last_memory = excluded.last_memory, sampled_at = excluded.sampled_at, restarts = excluded.restarts,
    servers = excluded.servers`;
