export { DeploymentEntity, type SmokeCall, type UpstreamHealth } from './src/data/deployment.entity.js';
export type { DeploymentState, DesiredState } from './src/data/deployment-state.js';
export { DEPLOYMENT } from './src/data/deployment.store.js';
export { HealthEventEntity } from './src/data/health-event.entity.js';
export { InstanceEntity, type InstanceState } from './src/data/instance.entity.js';
export { DEPLOYMENT_MIGRATIONS } from './src/data/migrations.js';
export { PlaygroundCallEntity } from './src/data/playground-call.entity.js';
export { PlaygroundExampleEntity } from './src/data/playground-example.entity.js';
export { ReleaseEntity } from './src/data/release.entity.js';
export { RELEASE } from './src/data/release.store.js';
export { SETTLE_RESTORED } from './src/data/settle-restored.js';
export type { ReleaseState } from './src/data/release-state.js';
export { DeploymentModule } from './src/deployment.module.js';
export { DEFAULT_LIMITS, DeploymentService, type DeployRequest } from './src/deployment.service.js';
export { CallMeter } from './src/figures/call-meter.js';
export {
  Figures,
  type CallFigures,
  type CallHistory,
  type DeploymentFigures,
  type FiguresSummary,
  type UsageFigures,
} from './src/figures/figures.js';
export { MetricsReader } from './src/figures/metrics-reader.js';
export { UpstreamMonitor, type UpstreamEvent } from './src/health/upstream-monitor.js';
export { HealthHistory, type HealthSummary } from './src/health/health-history.js';
export { listTools } from './src/health/mcp-probe.js';
export { DEPLOYMENT_LABEL, HUB_LABEL, INSTANCE_LABEL, RELEASE_LABEL } from './src/names.js';
export { LOG_LEVELS, type LineLevel, type LineSource } from './src/logs/log-line.js';
export { LogReader, type KeptLine, type LogFilter } from './src/logs/log-reader.js';
export { Playground, type LiveTool, type PlayedCall } from './src/playground/playground.js';
export { PlaygroundStore } from './src/playground/playground-store.js';
export type { Provenance } from './src/provenance/provenance.js';
export { ImageSweep } from './src/reconcile/image-sweep.js';
export { Reconciler } from './src/reconcile/reconciler.js';
export { ReleaseService, type ChangeRequest, type KnownVariable } from './src/release.service.js';
export { RuntimeContext } from './src/rollout/runtime-context.js';
export { RouteFeed } from './src/routing/route-feed.js';
export type { Finding, ScanResult } from './src/scan/scan-result.js';
export { RuntimeModule } from './src/runtime.module.js';
