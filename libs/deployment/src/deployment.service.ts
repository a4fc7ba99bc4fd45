import { Injectable } from '@nestjs/common';
import type { ContainerLimits, ContainerLogLine, LogOptions } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import { GeneratorService } from '#lib/generator';
import { SecretBox, type JobRun, type Page, type PageRequest } from '#lib/platform';
import { RegistrationService } from '#lib/registration';
import { offeredTools, toolData } from '#lib/server-runtime';
import { containerName, Deployer, reasonOf } from './deployer.js';
import { DeploymentStore } from './deployment.store.js';
import type { DeploymentEntity } from './deployment.entity.js';
import { modeAskedFor } from './mode-asked-for.js';
import { splitVariables } from './variables.js';

export const DEFAULT_LIMITS: ContainerLimits = { memoryMb: 256, cpus: 1, maxProcesses: 64 };

export interface DeployRequest {
  /** Variables of the server: its settings and credentials. */
  readonly variables: Readonly<Record<string, string>>;
  readonly limits: Partial<ContainerLimits>;
}

/** What owners ask of deployments, and the job that carries it out. */
@Injectable()
export class DeploymentService {
  constructor(
    readonly store: DeploymentStore,
    readonly deployer: Deployer,
    readonly generator: GeneratorService,
    readonly registration: RegistrationService,
    readonly secrets: SecretBox,
  ) {}

  /** @throws AppError `not-found`, `state-conflict`, `template-not-deployable`, `request-invalid` */
  async deploy(generationId: string, request: DeployRequest): Promise<DeploymentEntity> {
    const generation = await this.generator.get(generationId);
    if (generation.state !== 'succeeded') {
      throw new AppError('state-conflict', {
        detail: `The generation is ${generation.state}; it can be deployed once it has succeeded.`,
      });
    }
    if (!generation.deployable)
      throw new AppError('template-not-deployable', {
        detail: `The project was generated with the uploaded template ${generation.template}.`,
      });
    const { api, tools } = await this.registration.getWithTools(generation.apiId);
    const { manifest } = tools.toolSet;
    const offered = await offeredTools(
      modeAskedFor(request.variables['TOOL_MODE'], generation.mode),
      toolData(manifest, tools.toolSet.files),
    );
    const { env, secrets } = splitVariables(manifest, request.variables);
    return this.store.create({
      generationId,
      name: api.slug,
      desired: 'running',
      state: 'queued',
      reason: null,
      runtime: null,
      runtimeReason: null,
      image: null,
      port: 0,
      endpoint: null,
      toolsExpected: offered.length,
      toolsSeen: null,
      restarts: 0,
      lastLog: [],
      env,
      secrets: this.secrets.seal(JSON.stringify(secrets)),
      limits: { ...DEFAULT_LIMITS, ...request.limits },
      restartWanted: false,
      healthyAt: null,
    });
  }

  get(id: string): Promise<DeploymentEntity> {
    return this.store.get(id);
  }

  list(request: PageRequest): Promise<Page<DeploymentEntity>> {
    return this.store.list(request);
  }

  async start(id: string): Promise<DeploymentEntity> {
    const deployment = await this.#usable(id);
    if (deployment.desired === 'running' && deployment.state !== 'failed') return deployment;
    return this.store.wish(id, { desired: 'running' });
  }

  async restart(id: string): Promise<DeploymentEntity> {
    await this.#usable(id);
    return this.store.wish(id, { desired: 'running', restartWanted: true });
  }

  async stop(id: string): Promise<DeploymentEntity> {
    const deployment = await this.#usable(id);
    return deployment.state === 'stopped' ? deployment : this.store.wish(id, { desired: 'stopped' });
  }

  async delete(id: string): Promise<DeploymentEntity> {
    await this.store.get(id);
    return this.store.wish(id, { desired: 'deleted' });
  }

  /** @throws AppError `not-found` */
  async logs(id: string, options: LogOptions): Promise<AsyncIterable<ContainerLogLine>> {
    await this.store.get(id);
    return this.deployer.context.runtime.logs(containerName(id), options);
  }

  /** Names of the deployments that keep an API from being deleted. */
  async ofGenerations(ids: readonly string[]): Promise<DeploymentEntity[]> {
    return ids.length === 0 ? [] : this.store.ofGenerations(ids);
  }

  /** The job's handler: makes what is the case what the owner wants. Safe to run again. */
  async run({ id, lastAttempt }: JobRun): Promise<void> {
    const deployment = await this.store.find(id);
    if (deployment === null) return;
    try {
      await this.#converge(deployment);
    } catch (error) {
      if (!(error instanceof AppError) && !lastAttempt) throw error;
      await this.store.become(id, 'failed', { reason: reasonOf(error) });
    }
  }

  async #converge(deployment: DeploymentEntity): Promise<void> {
    const { id, desired } = deployment;
    if (desired === 'deleted') {
      await this.store.become(id, 'deleting');
      await this.deployer.stop(id);
      await this.store.delete(id);
    } else if (desired === 'stopped') {
      await this.store.become(id, 'stopping');
      await this.deployer.stop(id);
      await this.store.become(id, 'stopped', { endpoint: null, toolsSeen: null });
    } else if (!deployment.restartWanted && (await this.#adopt(deployment))) {
      return;
    } else {
      await this.deployer.start(deployment);
    }
  }

  /** A server that runs and answers, from before this hub started for instance, is kept. */
  async #adopt(deployment: DeploymentEntity): Promise<boolean> {
    if (deployment.endpoint === null || !(await this.deployer.isServing(deployment))) return false;
    await this.store.become(deployment.id, 'building');
    await this.store.become(deployment.id, 'starting');
    return this.store.become(deployment.id, 'healthy', { reason: null });
  }

  async #usable(id: string): Promise<DeploymentEntity> {
    const deployment = await this.store.get(id);
    if (deployment.desired !== 'deleted') return deployment;
    throw new AppError('state-conflict', { detail: 'The deployment is being deleted.' });
  }
}
