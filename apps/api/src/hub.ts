import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { selectRuntime, type RuntimeChoice } from '#lib/container-runtime';
import {
  DEPLOYMENT,
  DEPLOYMENT_MIGRATIONS,
  DeploymentEntity,
  DeploymentService,
  Supervisor,
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
import { ApiKeyEntity, IDENTITY_MIGRATIONS } from '#lib/identity';
import { openPlatform, type AppConfig, type Job, type Platform } from '#lib/platform';
import { ApiDocumentEntity, ApiEntity, REGISTRATION_MIGRATIONS } from '#lib/registration';
import { createApp } from './create-app.js';

const SCHEMA = {
  entities: [
    ApiEntity,
    ApiDocumentEntity,
    GenerationEntity,
    GenerationArchiveEntity,
    TemplateEntity,
    DeploymentEntity,
    ApiKeyEntity,
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
  /** Stops everything that the hub started, in order and in bounded time. */
  close(): Promise<void>;
}

/**
 * Opens the platform, starts the application and begins to work on jobs.
 *
 * @throws AppError `port-taken`, and those of openPlatform and selectRuntime
 */
export async function startHub(config: AppConfig): Promise<Hub> {
  const platform = await openPlatform(config, SCHEMA);
  let runtime: RuntimeChoice | undefined;
  let app: NestExpressApplication | undefined;
  const close = async () => {
    await app?.close().catch((error: unknown) => platform.logger.error({ err: error }, 'closing'));
    await runtime?.runtime.close().catch(() => undefined);
    await platform.close();
  };
  try {
    runtime = await selectRuntime({
      runtime: config.runtime,
      stateDir: join(config.dataDir, 'runtime'),
      allowedNetworks: config.allowedNetworks,
      ...(config.baseImage === undefined ? {} : { baseImage: config.baseImage }),
    });
    const hubId = await platform.settings.getOrSet('hub-id', randomUUID);
    app = await createApp(platform, runtime, hubId);
    await listen(app, config);
    await work(app, platform);
    const { port } = app.getHttpServer().address() as AddressInfo;
    return {
      url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`,
      app,
      platform,
      runtime,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(app: NestExpressApplication, config: AppConfig): Promise<void> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new AppError('port-taken', { detail: `Port ${config.port} of ${config.host} is in use.` });
  }
}

/** Takes up jobs, first those that an earlier process left. */
async function work(app: NestExpressApplication, platform: Platform): Promise<void> {
  const generator = app.get(GeneratorService);
  const deployments = app.get(DeploymentService);
  const givenUp = async ({ name, id }: Job, reason: string) => {
    if (name === GENERATION) await generator.fail(id, 'generation-failed', reason);
    else await deployments.store.become(id, 'failed', { reason });
  };
  await platform.queue.work(
    { [GENERATION]: (job) => generator.run(job), [DEPLOYMENT]: (job) => deployments.run(job) },
    givenUp,
  );
  await generator.resume();
  await app.get(Supervisor).begin();
}
