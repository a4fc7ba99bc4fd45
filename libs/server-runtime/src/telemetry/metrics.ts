import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ServerManifest } from '../format.js';
import type { RequestEnd, UpstreamFacts, WatchedCall, WatchedExchange, Watcher } from './watcher.js';

/** Seconds; those that the conventions of OpenTelemetry advise for `mcp.server.operation.duration`. */
const BUCKETS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

/** Figures for Prometheus. Every label has as many values as the server has tools, or a handful. */
export class Metrics implements Watcher {
  readonly registry = new Registry();
  readonly #calls = new Counter({
    name: 'mcp_server_tool_calls_total',
    help: 'Tool calls by how they ended.',
    labelNames: ['tool', 'outcome'] as const,
    registers: [this.registry],
  });
  readonly #durations = new Histogram({
    name: 'mcp_server_operation_duration_seconds',
    help: 'From a request of a client to its answer.',
    labelNames: ['mcp_method_name', 'gen_ai_tool_name'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });
  readonly #active = new Gauge({
    name: 'mcp_server_tool_calls_active',
    help: 'Tool calls under way.',
    registers: [this.registry],
  });
  readonly #upstream = new Counter({
    name: 'mcp_server_upstream_requests_total',
    help: 'Requests to the API by class of status; error where none came.',
    labelNames: ['status'] as const,
    registers: [this.registry],
  });
  readonly #retries = new Counter({
    name: 'mcp_server_upstream_retries_total',
    help: 'Requests to the API that were sent again.',
    registers: [this.registry],
  });
  readonly #upstreamDurations = new Histogram({
    name: 'mcp_server_upstream_request_duration_seconds',
    help: 'From one request to the API to the end of its answer.',
    buckets: BUCKETS,
    registers: [this.registry],
  });

  constructor({ name, version }: Pick<ServerManifest, 'name' | 'version'>) {
    const labelNames = ['name', 'version', 'node'];
    const help = 'What runs here.';
    new Gauge({ name: 'mcp_server_build_info', help, labelNames, registers: [this.registry] }).set(
      { name, version, node: process.version },
      1,
    );
    collectDefaultMetrics({ register: this.registry });
  }

  requestBegins({ facts }: WatchedCall): (end: RequestEnd) => void {
    const isCall = facts.method === 'tools/call';
    // A name that this server does not have is not a label.
    const tool = facts.tool ?? 'unknown';
    if (isCall) this.#active.inc();
    return ({ outcome, seconds }) => {
      const names = { mcp_method_name: facts.method, gen_ai_tool_name: isCall ? tool : '' };
      this.#durations.observe(names, seconds);
      if (!isCall) return;
      this.#active.dec();
      this.#calls.inc({ tool, outcome });
    };
  }

  upstreamBegins({ retries, redirects }: UpstreamFacts): WatchedExchange {
    if (retries > 0 && redirects === 0) this.#retries.inc();
    return {
      end: ({ status, seconds }) => {
        this.#upstream.inc({ status: status === undefined ? 'error' : `${Math.floor(status / 100)}xx` });
        this.#upstreamDurations.observe(seconds);
      },
    };
  }

  watchQueue(waiting: () => number): void {
    const gauge = new Gauge({
      name: 'mcp_server_upstream_waiting',
      help: 'Calls that wait for their turn (UPSTREAM_CONCURRENCY).',
      registers: [],
      collect() {
        this.set(waiting());
      },
    });
    this.registry.registerMetric(gauge);
  }
}
