import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { MulterModule } from '@nestjs/platform-express';
import { TerminusModule } from '@nestjs/terminus';
import type { RelayClient, RuntimeChoice } from '#lib/container-runtime';
import { DeploymentModule, RuntimeModule } from '#lib/deployment';
import { GeneratorModule } from '#lib/generator';
import { IdentityModule } from '#lib/identity';
import { PlatformModule, type Platform } from '#lib/platform';
import { RegistrationModule } from '#lib/registration';
import { ApisController } from './apis/apis.controller.js';
import { CustomizationController } from './apis/customization.controller.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { FiguresController } from './deployments/figures.controller.js';
import { VariablesController } from './deployments/variables.controller.js';
import { LatestController } from './deployments/latest.controller.js';
import { LogsController } from './deployments/logs.controller.js';
import { PlaygroundController } from './deployments/playground.controller.js';
import { ReleasesController } from './deployments/releases.controller.js';
import { GenerationsController } from './generations/generations.controller.js';
import { GenerationToolsController } from './generations/generation-tools.controller.js';
import { ApiKeyGuard } from './http/api-key.guard.js';
import { HubAddress } from './http/hub-address.js';
import { ProblemFilter } from './http/problem.filter.js';
import { IdentityController } from './identity/identity.controller.js';
import { SessionController } from './identity/session.controller.js';
import { BackupController } from './system/backup.controller.js';
import { BackupService } from './system/backup.service.js';
import { EventsController } from './system/events.controller.js';
import { HealthController } from './system/health.controller.js';
import { Readiness } from './system/readiness.js';
import { SystemController } from './system/system.controller.js';
import { SystemService } from './system/system.service.js';
import { TemplatesController } from './templates/templates.controller.js';

/** What the application is made of; opened before it and closed after it. */
export interface HubParts {
  readonly platform: Platform;
  readonly runtime: RuntimeChoice;
  readonly relay: RelayClient;
  readonly hubId: string;
}

const REST = [
  IdentityController,
  SessionController,
  ApisController,
  CustomizationController,
  GenerationsController,
  GenerationToolsController,
  TemplatesController,
  FiguresController,
  DeploymentsController,
  ReleasesController,
  LogsController,
  VariablesController,
  LatestController,
  EventsController,
  SystemController,
  BackupController,
  PlaygroundController,
];

@Module({})
export class AppModule {
  static forRoot({ platform, runtime, relay, hubId }: HubParts): DynamicModule {
    const { maxUploadBytes, roles } = platform.config;
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(platform),
        RuntimeModule.forRoot(runtime, hubId, relay),
        MulterModule.register({ limits: { fileSize: maxUploadBytes, files: 1, fields: 8 } }),
        TerminusModule.forRoot({ logger: false }),
        RegistrationModule,
        GeneratorModule,
        DeploymentModule,
        IdentityModule,
      ],
      controllers: [HealthController, ...(roles.includes('api') ? REST : [])],
      providers: [
        HubAddress,
        Readiness,
        SystemService,
        BackupService,
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
