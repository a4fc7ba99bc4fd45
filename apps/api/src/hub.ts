import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  AbsentRuntime,
  RelayClient,
  RelayFronts,
  relayedRuntime,
  selectRuntime,
  type RuntimeChoice,
} from '#lib/container-runtime';
import {
  CallMeter,
  DEPLOYMENT_MIGRATIONS,
  DeploymentEntity,
  HealthEventEntity,
  PlaygroundCallEntity,
  PlaygroundExampleEntity,
  InstanceEntity,
  Reconciler,
  ReleaseEntity,
  RouteFeed,
} from '#lib/deployment';
import { AppError } from '#lib/diagnostics';
import {
  GENERATION,
  GenerationArchiveEntity,
  GenerationEntity,
  GENERATOR_MIGRATIONS,
  GeneratorService,
  TemplateEntity,
} from '#lib/generator';
import { ApiKeyEntity, IDENTITY_MIGRATIONS, SessionEntity } from '#lib/identity';
import { openPlatform, type AppConfig, type Job, type Platform } from '#lib/platform';
import { ApiDocumentEntity, ApiEntity, REGISTRATION_MIGRATIONS } from '#lib/registration';
import { createApp } from './create-app.js';
import { mountGateway, type MountedGateway } from './gateway/mount-gateway.js';
import { HubAddress } from './http/hub-address.js';

const SCHEMA = {
  entities: [
    ApiEntity,
    ApiDocumentEntity,
    GenerationEntity,
    GenerationArchiveEntity,
    TemplateEntity,
    DeploymentEntity,
    ReleaseEntity,
    InstanceEntity,
    HealthEventEntity,
    PlaygroundCallEntity,
    PlaygroundExampleEntity,
    ApiKeyEntity,
    SessionEntity,
  ],
  migrations: [
    ...REGISTRATION_MIGRATIONS,
    ...GENERATOR_MIGRATIONS,
    ...DEPLOYMENT_MIGRATIONS,
    ...IDENTITY_MIGRATIONS,
  ],
};

/** A hub that listens. */
export interface Hub {
  /** `http://127.0.0.1:3000`, with the port really in use. */
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly platform: Platform;
  readonly runtime: RuntimeChoice;
  /** Missing without the role. */
  readonly gateway: MountedGateway | undefined;
  /** Stops everything that the hub started, in order and in bounded time. */
  close(): Promise<void>;
}

/**
 * Opens the platform, starts the application and begins to work on jobs.
 *
 * @throws AppError `port-taken`, and those of openPlatform and selectRuntime
 */
export async function startHub(
  config: AppConfig,
  choose: (config: AppConfig) => Promise<RuntimeChoice> = chooseRuntime,
): Promise<Hub> {
  const platform = await openPlatform(config, SCHEMA);
  const relay = new RelayClient(platform.relayKey);
  let runtime: RuntimeChoice | undefined;
  let app: NestExpressApplication | undefined;
  let gateway: MountedGateway | undefined;
  const close = async () => {
    await gateway?.close();
    await app?.close().catch((error: unknown) => platform.logger.error({ err: error }, 'closing'));
    await runtime?.runtime.close().catch(() => undefined);
    await relay.close();
    await platform.close();
  };
  try {
    runtime = await runtimeOf(platform, choose);
    const hubId = await platform.settings.getOrSet('hub-id', randomUUID);
    app = await createApp({ platform, runtime, relay, hubId });
    if (config.roles.includes('gateway')) gateway = mountGateway(app, config);
    await listen(app, config);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`;
    app.get(HubAddress).listensOn(url);
    await work(app, platform);
    return { url, app, platform, runtime, gateway, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only a worker holds a container engine. */
async function runtimeOf(
  { config, relayKey }: Platform,
  choose: (config: AppConfig) => Promise<RuntimeChoice>,
): Promise<RuntimeChoice> {
  if (!config.roles.includes('worker')) {
    const runtime = new AbsentRuntime();
    return { runtime, reason: (await runtime.availability()).reason };
  }
  const { runtime, reason } = await choose(config);
  if (config.relayHost === undefined) return { runtime, reason };
  return { runtime: relayedRuntime(runtime, new RelayFronts(config.relayHost, relayKey)), reason };
}

function chooseRuntime(config: AppConfig): Promise<RuntimeChoice> {
  return selectRuntime({
    runtime: config.runtime,
    stateDir: join(config.dataDir, 'runtime'),
    allowedNetworks: config.allowedNetworks,
    swarm: config.swarm,
    kubernetes: config.kubernetes,
    ...(config.baseImage === undefined ? {} : { baseImage: config.baseImage }),
  });
}

async function listen(app: NestExpressApplication, config: AppConfig): Promise<void> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new AppError('port-taken', { detail: `Port ${config.port} of ${config.host} is in use.` });
  }
}

/** Begins with what the roles of this process are. */
async function work(app: NestExpressApplication, platform: Platform): Promise<void> {
  const { roles } = platform.config;
  if (roles.includes('worker')) await takeJobs(app, platform);
  if (roles.includes('gateway')) {
    await app.get(RouteFeed).begin();
    app.get(CallMeter).begin();
  }
  if (roles.includes('worker')) await app.get(Reconciler).begin();
}

/** Takes up jobs, first those that an earlier process left. */
async function takeJobs(app: NestExpressApplication, platform: Platform): Promise<void> {
  const generator = app.get(GeneratorService);
  const givenUp = async ({ name, id }: Job, reason: string) => {
    if (name === GENERATION) await generator.fail(id, 'generation-failed', reason);
  };
  await platform.queue.work({ [GENERATION]: (job) => generator.run(job) }, givenUp);
  await generator.resume();
}
