import { ConfigError, type ServerConfig, type TelemetryConfig } from '../config.js';
import type { ServerManifest } from '../format.js';
import type { Log } from '../log.js';
import { CallLog } from './call-log.js';
import type { Metrics } from './metrics.js';
import { serveMetrics } from './metrics-server.js';
import { Telemetry } from './telemetry.js';
import type { Watcher } from './watcher.js';

export interface TelemetrySource {
  readonly config: ServerConfig;
  readonly manifest: Pick<ServerManifest, 'name' | 'version'>;
  readonly log: Log;
}

/** Needed to build a project, and left out where only what runs is installed: they are larger than all the rest. */
export const TRACE_PACKAGES: readonly string[] = [
  '@opentelemetry/api@1.9.1',
  '@opentelemetry/core@2.12.0',
  '@opentelemetry/exporter-trace-otlp-http@0.223.0',
  '@opentelemetry/resources@2.12.0',
  '@opentelemetry/sdk-trace-base@2.12.0',
];

/** Starts what is wanted, and loads nothing else. @throws ConfigError */
export async function startTelemetry(source: TelemetrySource, wanted: TelemetryConfig): Promise<Telemetry> {
  const { traces, metrics, metricsHere, logCalls } = wanted;
  const watchers: Watcher[] = [];
  if (traces !== undefined) {
    const { Tracing } = await import('./tracing.js').catch(explained);
    const { egressProxy } = source.config;
    const through = egressProxy === undefined ? {} : { egressProxy };
    watchers.push(new Tracing({ ...source, config: traces, ...through }));
  }
  const figures = metrics !== undefined || metricsHere ? await startMetrics(source, metrics) : undefined;
  if (figures !== undefined) watchers.push(figures);
  if (logCalls) watchers.push(new CallLog(source.log));
  return new Telemetry(watchers, metricsHere ? figures?.registry : undefined);
}

async function startMetrics(
  { config, manifest, log }: TelemetrySource,
  place: TelemetryConfig['metrics'],
): Promise<Metrics> {
  const { Metrics } = await import('./metrics.js');
  const metrics = new Metrics(manifest);
  if (place === undefined) return metrics;
  const server = await serveMetrics(metrics.registry, place, config);
  log.info('serving metrics', { metrics: server.url });
  return Object.assign(metrics, { close: () => server.close() });
}

function explained(error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
  throw new ConfigError(
    `OTEL_EXPORTER_OTLP_ENDPOINT is set, but what sends traces is not installed. Run: npm install --save-prod --save-exact ${TRACE_PACKAGES.join(' ')} (or set OTEL_SDK_DISABLED=true).`,
  );
}
