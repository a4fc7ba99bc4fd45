import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BOUNDS, quantile } from './histogram.js';

/** Calls of tools in some time, as the gateway saw them. */
export interface CallFigures {
  readonly calls: number;
  readonly errors: number;
  /** Milliseconds, estimated; null without calls. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface UsageFigures {
  /** Cores, over all servers of the deployment. */
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly servers: number;
  /** Starts after a crash, since the deployment was made. */
  readonly restarts: number;
}

export interface FigurePoint extends CallFigures {
  /** Where the step begins. */
  readonly at: Date;
  /** Means over the step; null where nothing ran or nobody looked. */
  readonly usage: UsageFigures | null;
}

export interface ToolFigures extends CallFigures {
  /** Empty where the name could not be told. */
  readonly tool: string;
}

export interface DeploymentFigures {
  readonly stepSeconds: number;
  /** Of the last moment; null when nothing runs. */
  readonly now: UsageFigures | null;
  /** Of the whole time. */
  readonly total: CallFigures;
  /** Oldest first, a step apart, without gaps. */
  readonly points: readonly FigurePoint[];
  /** Most called first. */
  readonly tools: readonly ToolFigures[];
}

export interface FiguresSummary extends CallFigures {
  readonly deploymentId: string;
  readonly now: UsageFigures | null;
  /** Of {@link SUMMARY_STEPS} steps over the time, oldest first. */
  readonly steps: readonly CallFigures[];
}

const SUMMARY_STEPS = 24;
/** Calls of all deployments. */
export interface CallHistory {
  readonly stepSeconds: number;
  /** Of the whole time. */
  readonly total: CallFigures;
  /** Oldest first, a step apart, without gaps. */
  readonly points: readonly (CallFigures & Pick<FigurePoint, 'at'>)[];
}

const MOST_POINTS = 288;
const MOST_HISTORY_POINTS = 96;
const MOST_TOOLS = 100;
/** Figures of the last moment are not older, in seconds. */
const FRESH_S = 60;

interface CallRow {
  readonly key: string;
  readonly calls: string;
  readonly errors: string;
  readonly buckets: string[];
}

/** What calls and servers took in the last day, in whichever hub process. */
@Injectable()
export class Figures {
  constructor(readonly dataSource: DataSource) {}

  /** @param hours 1 to 24 */
  async of(deploymentId: string, hours: number): Promise<DeploymentFigures> {
    const { stepSeconds, since, bin, times } = stepsOf(hours, MOST_POINTS);
    const scope = { deploymentId, since };
    const [calls, tools, usage, current] = await Promise.all([
      this.#calls(bin, scope),
      this.#calls('tool', scope),
      this.#usage(bin, scope),
      this.#now(deploymentId),
    ]);
    return {
      stepSeconds,
      now: current.get(deploymentId) ?? null,
      total: shown(...calls.values()),
      points: times.map((time) => ({
        at: new Date(time * 1000),
        ...shown(calls.get(String(time))),
        usage: usage.get(String(time)) ?? null,
      })),
      tools: [...tools]
        .map(([tool, row]) => ({ tool, ...shown(row) }))
        .toSorted((one, other) => other.calls - one.calls)
        .slice(0, MOST_TOOLS),
    };
  }

  /** Of every deployment that has any. */
  async summaries(hours: number): Promise<FiguresSummary[]> {
    const since = new Date(Date.now() - hours * 3_600_000);
    const stepSeconds = (hours * 3600) / SUMMARY_STEPS;
    const begin = since.getTime() / 1000;
    const step = `least(${SUMMARY_STEPS - 1}, floor((extract(epoch FROM at) - ${begin}) / ${stepSeconds}))`;
    const [calls, current] = await Promise.all([
      this.#calls(`deployment_id || ' ' || ${step}`, { since }),
      this.#now(),
    ]);
    const ids = new Set([...[...calls.keys()].map((key) => key.split(' ')[0] ?? ''), ...current.keys()]);
    return [...ids].map((deploymentId) => {
      const rows = Array.from({ length: SUMMARY_STEPS }, (_, index) => calls.get(`${deploymentId} ${index}`));
      return {
        deploymentId,
        ...shown(...rows),
        now: current.get(deploymentId) ?? null,
        steps: rows.map((row) => shown(row)),
      };
    });
  }

  /** Calls of all deployments together over time. */
  async history(hours: number): Promise<CallHistory> {
    const { stepSeconds, since, bin, times } = stepsOf(hours, MOST_HISTORY_POINTS);
    const calls = await this.#calls(bin, { since });
    return {
      stepSeconds,
      total: shown(...calls.values()),
      points: times.map((time) => ({ at: new Date(time * 1000), ...shown(calls.get(String(time))) })),
    };
  }

  async #calls(key: string, { since, deploymentId }: Scope): Promise<Map<string, CallRow>> {
    const rows: CallRow[] = await this.dataSource.query(
      `SELECT (${key})::text AS key, sum(calls) AS calls, sum(errors) AS errors, ${SUM_OF_BUCKETS} AS buckets
         FROM call_figures WHERE at >= $1 AND ($2::uuid IS NULL OR deployment_id = $2) GROUP BY 1`,
      [since, deploymentId ?? null],
    );
    return new Map(rows.map((row) => [row.key, row]));
  }

  async #usage(key: string, { since, deploymentId }: Scope): Promise<Map<string, UsageFigures>> {
    const rows: UsageRow[] = await this.dataSource.query(
      `SELECT (${key})::text AS key, sum(cpu) / sum(samples) AS cpu, sum(memory) / sum(samples) AS memory,
          max(restarts) AS restarts, max(servers) AS servers
         FROM usage_figures WHERE at >= $1 AND deployment_id = $2 GROUP BY 1`,
      [since, deploymentId ?? null],
    );
    return new Map(rows.map((row) => [row.key, usageOf(row)]));
  }

  async #now(deploymentId?: string): Promise<Map<string, UsageFigures>> {
    const rows: UsageRow[] = await this.dataSource.query(
      `SELECT DISTINCT ON (deployment_id) deployment_id AS key, last_cpu AS cpu, last_memory AS memory, restarts, servers
         FROM usage_figures WHERE at > now() - interval '5 minutes' AND ($1::uuid IS NULL OR deployment_id = $1)
          AND sampled_at > now() - interval '${FRESH_S} seconds'
        ORDER BY deployment_id, at DESC`,
      [deploymentId ?? null],
    );
    return new Map(rows.map((row) => [row.key, usageOf(row)]));
  }
}

/** The whole steps of the last hours, none of them shorter than a minute. */
function stepsOf(hours: number, most: number) {
  const stepSeconds = Math.max(60, Math.ceil((hours * 60) / most) * 60);
  const now = Math.floor(Date.now() / 1000);
  const last = now - (now % stepSeconds);
  const begin = last - (Math.floor((hours * 3600) / stepSeconds) - 1) * stepSeconds;
  return {
    stepSeconds,
    since: new Date(begin * 1000),
    bin: `(floor(extract(epoch FROM at) / ${stepSeconds}) * ${stepSeconds})::bigint`,
    times: Array.from({ length: (last - begin) / stepSeconds + 1 }, (_, step) => begin + step * stepSeconds),
  };
}

interface Scope {
  readonly since: Date;
  readonly deploymentId?: string;
}

interface UsageRow {
  readonly key: string;
  readonly cpu: number;
  readonly memory: string;
  readonly restarts: number;
  readonly servers: number;
}

const SUM_OF_BUCKETS = `ARRAY[${[...BOUNDS, Infinity].map((_, index) => `sum(buckets[${index + 1}])`).join(', ')}]`;

function usageOf({ cpu, memory, restarts, servers }: UsageRow): UsageFigures {
  return {
    cpu: Math.round(cpu * 10_000) / 10_000,
    memoryBytes: Math.round(Number(memory)),
    servers,
    restarts,
  };
}

/** All of these together. */
function shown(...rows: readonly (CallRow | undefined)[]): CallFigures {
  const all = rows.filter((row) => row !== undefined);
  const sum = (values: readonly (string | undefined)[]) =>
    values.reduce<number>((total, value) => total + Number(value ?? 0), 0);
  const buckets = [...BOUNDS, Infinity].map((_, index) => sum(all.map((row) => row.buckets[index])));
  return {
    calls: sum(all.map(({ calls }) => calls)),
    errors: sum(all.map(({ errors }) => errors)),
    p50Ms: quantile(buckets, 0.5),
    p95Ms: quantile(buckets, 0.95),
  };
}
