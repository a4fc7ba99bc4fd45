import { Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { projectData, type ProjectData } from '#lib/server-project';
import type { ToolDefinition } from '#lib/server-runtime';
import { toolChanges, type ToolChanges } from '#lib/tool-mapping';
import { GeneratorService } from './generator.service.js';

/** A tool of a generation, with the tag of its file. */
export interface GenerationTool extends ToolDefinition {
  readonly tag: string;
}

/** What a generation serves: read from its project, since the API may have been changed since. */
@Injectable()
export class GenerationTools {
  /** Generations never change, and whoever looks at one looks at many of its tools. */
  #last: { readonly id: string; readonly data: Promise<ProjectData> } | undefined;

  constructor(readonly generator: GeneratorService) {}

  /** In list order. @throws AppError `not-found`; `state-conflict` when it has not succeeded */
  async all(id: string): Promise<GenerationTool[]> {
    const { files } = await this.#data(id);
    return files.flatMap(({ tag, tools }) => tools.map((tool) => ({ ...tool, tag })));
  }

  /** @throws AppError as {@link all} */
  async one(id: string, name: string): Promise<GenerationTool> {
    const tool = (await this.all(id)).find((one) => one.name === name);
    if (tool !== undefined) return tool;
    throw new AppError('not-found', { detail: `The generation has no tool ${name}.` });
  }

  /** What became different from one generation to another of the same API. @throws AppError `request-invalid` for two APIs */
  async changes(id: string, since: string): Promise<ToolChanges> {
    const [one, other] = [await this.generator.get(id), await this.generator.get(since)];
    if (one.apiId !== other.apiId)
      throw new AppError('request-invalid', { detail: 'The generations are of two APIs.' });
    const before = await this.all(since);
    return toolChanges(before, await this.all(id));
  }

  async #data(id: string): Promise<ProjectData> {
    if (this.#last?.id !== id) this.#last = { id, data: this.generator.project(id).then(projectData) };
    const { data } = this.#last;
    try {
      return await data;
    } catch (error) {
      // What failed may succeed later: a generation that is still running.
      if (this.#last?.data === data) this.#last = undefined;
      throw error;
    }
  }
}
