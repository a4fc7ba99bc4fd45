import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { ContainerRuntime, type ContainerState } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import { GeneratorService } from '#lib/generator';
import { LOGGER, SecretBox, type Logger } from '#lib/platform';
import { bundleProject, type ServerBundle } from '#lib/server-project';
import { DeploymentStore } from './deployment.store.js';
import type { DeploymentEntity } from './deployment.entity.js';
import { countTools } from './mcp-probe.js';
import { HUB_ID, RUNTIME_REASON } from './runtime.module.js';
import { egressOf } from './egress.js';

export const HUB_LABEL = 'toolwright.hub';
export const DEPLOYMENT_LABEL = 'toolwright.deployment';

const START_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 5_000;
const STOP_GRACE_MS = 5_000;
const LOG_LINES = 20;

export function containerName(id: string): string {
  return `toolwright-${id}`;
}

/** Which runtime is used, whose containers they are, and why; and where to say what is odd about it. */
@Injectable()
export class RuntimeContext {
  constructor(
    readonly runtime: ContainerRuntime,
    @Inject(RUNTIME_REASON) readonly reason: string,
    @Inject(HUB_ID) readonly hubId: string,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}
}

/** Brings single servers up and down on the container runtime. */
@Injectable()
export class Deployer {
  constructor(
    readonly store: DeploymentStore,
    readonly generator: GeneratorService,
    readonly context: RuntimeContext,
    readonly secrets: SecretBox,
  ) {}

  /** Builds, starts and waits for health; a failure leaves no container behind. */
  async start(deployment: DeploymentEntity): Promise<void> {
    const { id } = deployment;
    const { runtime, reason } = this.context;
    await this.store.become(id, 'building', {
      runtime: runtime.name,
      runtimeReason: reason,
      lastLog: [],
      restartWanted: false,
    });
    const bundle = await bundleProject(await this.generator.project(deployment.generationId));
    if (bundle.problem !== undefined)
      this.context.logger.warn({ id, reason: bundle.problem }, 'no code cache: the server starts slower');
    const image = await this.#build(deployment, bundle);
    await this.store.become(id, 'starting', { image });
    await runtime.remove(containerName(id));
    const state = await this.#run(deployment, image, bundle);
    try {
      await this.#untilHealthy(deployment, state);
    } catch (error) {
      const lastLog = await this.#lastLines(id);
      await runtime.remove(containerName(id));
      await this.store.become(id, 'failed', { endpoint: null, reason: reasonOf(error), lastLog });
      return;
    }
    const port = Number(new URL(state.address ?? '').port);
    const values = {
      port,
      endpoint: `${state.address ?? ''}/mcp`,
      toolsSeen: deployment.toolsExpected,
      healthyAt: new Date(),
      reason: null,
    };
    await this.store.become(id, 'healthy', values);
  }

  /** Ends the container and removes it; its address and settings stay with the row. */
  async stop(id: string): Promise<void> {
    await this.context.runtime.stop(containerName(id), STOP_GRACE_MS);
    await this.context.runtime.remove(containerName(id));
  }

  /** Whether the container that should run does, and answers with its tools. */
  async isServing(deployment: DeploymentEntity): Promise<boolean> {
    const state = await this.context.runtime.inspect(containerName(deployment.id));
    if (state.status !== 'running' || state.address === undefined) return false;
    return countTools(`${state.address}/mcp`, PROBE_TIMEOUT_MS).then(
      (count) => count === deployment.toolsExpected,
      () => false,
    );
  }

  async #build(deployment: DeploymentEntity, bundle: ServerBundle): Promise<string> {
    return this.context.runtime.buildImage({
      name: `toolwright/${deployment.name}`,
      // Content-addressed: the same files are the same image.
      version: bundle.version,
      files: bundle.files,
      entry: bundle.entry,
      labels: { [HUB_LABEL]: this.context.hubId, 'toolwright.generation': deployment.generationId },
    });
  }

  async #run(deployment: DeploymentEntity, image: string, bundle: ServerBundle): Promise<ContainerState> {
    const { id, env, limits, port } = deployment;
    const secrets = JSON.parse(this.secrets.open(deployment.secrets)) as Record<string, string>;
    const spec = {
      name: containerName(id),
      image,
      env,
      secrets,
      labels: { [HUB_LABEL]: this.context.hubId, [DEPLOYMENT_LABEL]: id },
      limits,
      egress: egressOf(bundle, { ...env, ...secrets }),
    };
    try {
      return await this.context.runtime.run({ ...spec, port });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'port-taken' || port === 0) throw error;
      // Somebody took the port while the server was down; a new address beats none.
      return this.context.runtime.run({ ...spec, port: 0 });
    }
  }

  async #untilHealthy({ id, toolsExpected }: DeploymentEntity, started: ContainerState): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    let last = 'it did not answer';
    while (Date.now() < deadline) {
      const state = await this.context.runtime.inspect(containerName(id));
      if (state.status !== 'running')
        throw new Error(
          `The server ended with code ${state.exitCode ?? 'unknown'}${state.reason === undefined ? '' : ` (${state.reason})`}.`,
        );
      try {
        const seen = await countTools(`${started.address ?? ''}/mcp`, PROBE_TIMEOUT_MS);
        if (seen === toolsExpected) return;
        last = `it lists ${seen} tools instead of ${toolsExpected}`;
      } catch (error) {
        last = reasonOf(error);
      }
      await sleep(30);
    }
    throw new Error(`The server was not healthy within ${START_TIMEOUT_MS / 1000} s: ${last}.`);
  }

  async #lastLines(id: string): Promise<string[]> {
    const lines: string[] = [];
    try {
      for await (const { text } of this.context.runtime.logs(containerName(id), {
        tail: LOG_LINES,
        follow: false,
      }))
        lines.push(text);
    } catch {
      // A container that never came to be has no log.
    }
    return lines;
  }
}

export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
