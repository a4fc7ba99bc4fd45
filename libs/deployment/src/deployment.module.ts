import { Module } from '@nestjs/common';
import { GeneratorModule } from '#lib/generator';
import { RegistrationModule } from '#lib/registration';
import { Deployer, RuntimeContext } from './deployer.js';
import { DeploymentService } from './deployment.service.js';
import { DeploymentStore } from './deployment.store.js';
import { Supervisor } from './supervisor.js';

@Module({
  imports: [RegistrationModule, GeneratorModule],
  providers: [RuntimeContext, Deployer, DeploymentStore, DeploymentService, Supervisor],
  exports: [DeploymentService, RuntimeContext, Supervisor],
})
export class DeploymentModule {}
