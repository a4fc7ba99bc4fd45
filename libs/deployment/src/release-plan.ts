import { Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { GeneratorService, type GenerationEntity } from '#lib/generator';
import { projectData } from '#lib/server-project';
import {
  offeredTools,
  toolData,
  type OfferedTool,
  type ServerManifest,
  type ToolMode,
} from '#lib/server-runtime';
import type { SmokeCall } from './data/deployment.entity.js';
import { hashTools } from './health/mcp-probe.js';
import { modeAskedFor } from './mode-asked-for.js';
import { readVariables, splitVariables, type SplitVariables } from './variables.js';

/** What of a release follows from its generation and the variables given. */
export interface ReleasePlan extends SplitVariables {
  readonly toolsExpected: number;
  readonly toolsHash: string;
}

export interface PlanRequest {
  readonly generation: GenerationEntity;
  readonly variables: Readonly<Record<string, string>>;
  readonly smokeCalls: readonly SmokeCall[];
}

/** Finds out beforehand what a release will serve, and whether it can be what was asked for. */
@Injectable()
export class ReleasePlanner {
  constructor(readonly generator: GeneratorService) {}

  /** @throws AppError `state-conflict`, `template-not-deployable` */
  async deployable(generationId: string): Promise<GenerationEntity> {
    const generation = await this.generator.get(generationId);
    if (generation.state !== 'succeeded')
      throw new AppError('state-conflict', {
        detail: `The generation is ${generation.state}; it can be deployed once it has succeeded.`,
      });
    if (!generation.deployable)
      throw new AppError('template-not-deployable', {
        detail: `The project was generated with the uploaded template ${generation.template}.`,
      });
    return generation;
  }

  /** Names of the variables that a generation's server reads. */
  async reads(generationId: string): Promise<ReturnType<typeof readVariables>> {
    const { manifest } = projectData(await this.generator.project(generationId));
    const { credentials = {}, servers = [] } = manifest;
    return readVariables({ credentials, servers });
  }

  /** @throws AppError `request-invalid` for a variable or a smoke call that does not fit the server */
  async plan({ generation, variables, smokeCalls }: PlanRequest): Promise<ReleasePlan> {
    // From the project itself: the API may have been changed since.
    const { manifest, files } = projectData(await this.generator.project(generation.id));
    const whole = manifest as ServerManifest;
    const mode: ToolMode = modeAskedFor(variables['TOOL_MODE'], generation.mode);
    const offered = await offeredTools(mode, toolData(whole, files));
    for (const { tool } of smokeCalls) checkSmokeCall(tool, offered);
    return {
      ...splitVariables(whole, variables),
      toolsExpected: offered.length,
      toolsHash: hashTools(offered.map(({ name }) => name)),
    };
  }
}

function checkSmokeCall(name: string, offered: readonly OfferedTool[]): void {
  const tool = offered.find((one) => one.name === name);
  if (tool === undefined)
    throw new AppError('request-invalid', {
      detail: `The server will have no tool ${name} for a smoke call.`,
    });
  if (tool.annotations?.readOnlyHint !== true)
    throw new AppError('request-invalid', {
      detail: `The tool ${name} may change something, so it is no smoke call.`,
    });
}
