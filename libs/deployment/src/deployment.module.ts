import { Module } from '@nestjs/common';
import { Routes } from '#lib/gateway';
import { GeneratorModule } from '#lib/generator';
import { RegistrationModule } from '#lib/registration';
import { DeploymentStore } from './data/deployment.store.js';
import { InstanceStore } from './data/instance.store.js';
import { ReleaseStore } from './data/release.store.js';
import { Rows } from './data/rows.js';
import { DeploymentService } from './deployment.service.js';
import { CallMeter } from './figures/call-meter.js';
import { Figures } from './figures/figures.js';
import { UsageSampler } from './figures/usage-sampler.js';
import { HealthHistory } from './health/health-history.js';
import { HealthMonitor } from './health/health-monitor.js';
import { BuildLog } from './logs/build-log.js';
import { LogCollector } from './logs/log-collector.js';
import { LogReader } from './logs/log-reader.js';
import { LogSources } from './logs/log-sources.js';
import { LogStore } from './logs/log-store.js';
import { UpstreamMonitor } from './health/upstream-monitor.js';
import { MetricsReader } from './figures/metrics-reader.js';
import { Converger, Crew } from './reconcile/converger.js';
import { ImageSweep } from './reconcile/image-sweep.js';
import { LifecycleClock } from './reconcile/lifecycle-clock.js';
import { Duties, Leadership, Reconciler, Records } from './reconcile/reconciler.js';
import { Sweep } from './reconcile/sweep.js';
import { ImagePlans } from './provenance/image-plans.js';
import { ReleasePlanner } from './release-plan.js';
import { ReleaseService } from './release.service.js';
import { Capacity } from './rollout/capacity.js';
import { Drain } from './rollout/drain.js';
import { Healer } from './rollout/healer.js';
import { ReleaseBundles } from './rollout/release-bundles.js';
import { ImageShelf } from './rollout/image-shelf.js';
import { Rollout } from './rollout/rollout.js';
import { RuntimeContext } from './rollout/runtime-context.js';
import { Servers } from './rollout/servers.js';
import { LiveServers } from './playground/live-servers.js';
import { Playground } from './playground/playground.js';
import { PlaygroundStore } from './playground/playground-store.js';
import { AdmissionScan } from './scan/admission-scan.js';
import { FeedParts, RouteFeed } from './routing/route-feed.js';

const ROWS = [DeploymentStore, ReleaseStore, InstanceStore, Rows];
const LOGS = [LogStore, LogSources, LogCollector, LogReader, BuildLog];
const FIGURES = [MetricsReader, CallMeter, UsageSampler, Figures];
const IMAGES = [ReleaseBundles, ImagePlans, AdmissionScan, ImageShelf, ImageSweep];
const ROLLOUT = [RuntimeContext, Servers, Capacity, Drain, Rollout, Healer];
const RECONCILE = [
  Crew,
  Converger,
  Sweep,
  LifecycleClock,
  HealthMonitor,
  UpstreamMonitor,
  Duties,
  Records,
  Leadership,
  Reconciler,
];
const PLAYGROUND = [PlaygroundStore, LiveServers, Playground];
const ROUTING = [{ provide: Routes, useFactory: () => new Routes() }, FeedParts, RouteFeed];

@Module({
  imports: [RegistrationModule, GeneratorModule],
  providers: [
    ...ROWS,
    ...LOGS,
    ...FIGURES,
    ...IMAGES,
    ...ROLLOUT,
    ...RECONCILE,
    ...ROUTING,
    ReleasePlanner,
    ...PLAYGROUND,
    DeploymentService,
    ReleaseService,
    HealthHistory,
  ],
  exports: [
    DeploymentService,
    LogReader,
    CallMeter,
    MetricsReader,
    UpstreamMonitor,
    Figures,
    ReleaseService,
    HealthHistory,
    RuntimeContext,
    Reconciler,
    RouteFeed,
    Routes,
    PlaygroundStore,
    Playground,
  ],
})
export class DeploymentModule {}
