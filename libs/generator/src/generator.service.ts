import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, LessThanOrEqual, Not } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import {
  ChangeFeed,
  decodeJson,
  encodeJson,
  JobQueue,
  readPage,
  type JobRun,
  type Page,
  type PageRequest,
} from '#lib/platform';
import { RegistrationService } from '#lib/registration';
import {
  DEFAULT_TEMPLATE,
  generatorVersion,
  packArchive,
  packMcpb,
  projectTools,
  renderProject,
  tryBundle,
  unpackArchive,
  type ArchiveFormat,
  type ServerProject,
} from '#lib/server-project';
import type { ToolMode } from '#lib/server-runtime';
import { toolChanges, withMode, type ToolChanges } from '#lib/tool-mapping';
import { GenerationArchiveEntity } from './generation-archive.entity.js';
import { mayBecome, STAGES, type GenerationStage, type GenerationState } from './generation-state.js';
import { GenerationEntity, type ChangeCounts } from './generation.entity.js';
import { TemplateService } from './templates/template.service.js';

/** Name of the queue's jobs and of the change feed's topic. */
export const GENERATION = 'generation';

export interface GenerationOptions {
  readonly mode?: ToolMode | undefined;
  /** The name of a built-in or an uploaded template. */
  readonly template?: string | undefined;
}

/** Makes projects of registered APIs, one job a generation. */
@Injectable()
export class GeneratorService {
  constructor(
    readonly dataSource: DataSource,
    readonly registration: RegistrationService,
    readonly queue: JobQueue,
    readonly changes: ChangeFeed,
    readonly templates: TemplateService,
  ) {}

  /**
   * Stores the generation, then queues its job; a job lost in between is queued at the next start.
   *
   * @throws AppError `not-found`, `template-unknown`
   */
  async start(
    apiId: string,
    { mode = 'tools', template = DEFAULT_TEMPLATE }: GenerationOptions = {},
  ): Promise<GenerationEntity> {
    const api = await this.registration.get(apiId);
    const { builtIn } = await this.templates.get(template);
    const choices = { mode, template, deployable: builtIn };
    const values = { apiId: api.id, state: 'queued' as const, percent: 0, ...choices };
    const generation = await this.#generations.save(values);
    await this.queue.enqueue({ name: GENERATION, id: generation.id });
    return this.get(generation.id);
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<GenerationEntity> {
    const generation = await this.#generations.findOneBy({ id });
    if (generation === null) throw new AppError('not-found', { detail: `There is no generation ${id}.` });
    return generation;
  }

  list(request: PageRequest, apiId?: string): Promise<Page<GenerationEntity>> {
    const query = this.#generations.createQueryBuilder('generation');
    if (apiId !== undefined) query.andWhere('generation.apiId = :apiId', { apiId });
    return readPage(query, request);
  }

  /**
   * The project to download, or as an MCP bundle what runs of it.
   *
   * @throws AppError `not-found`; `state-conflict` when it has not succeeded, or its template has no bundle
   */
  async archive(
    id: string,
    format: ArchiveFormat | 'mcpb',
  ): Promise<{ generation: GenerationEntity; bytes: Uint8Array }> {
    const generation = await this.#succeeded(id);
    const { archive } = await this.#archives.findOneByOrFail({ generationId: id });
    if (format === 'tar.gz') return { generation, bytes: archive };
    const project = await unpackArchive(archive);
    return {
      generation,
      bytes: await (format === 'mcpb' ? packMcpb(project) : packArchive(project, format)),
    };
  }

  /** The project as it was generated. @throws AppError as {@link archive} */
  async project(id: string): Promise<ServerProject> {
    await this.#succeeded(id);
    const { archive } = await this.#archives.findOneByOrFail({ generationId: id });
    return unpackArchive(archive);
  }

  /**
   * What became different in the tools since the API's generation before; null for the first one.
   *
   * @throws AppError as {@link archive}
   */
  async toolChanges(id: string): Promise<{ previousId: string | null; changes: ToolChanges | null }> {
    const { previousId } = await this.#succeeded(id);
    const { changes } = await this.#archives.findOneByOrFail({ generationId: id });
    return { previousId, changes: changes === null ? null : await decodeJson<ToolChanges>(changes) };
  }

  /** Queues what waits without a job, after a crash for instance. */
  async resume(): Promise<void> {
    const open = await this.#generations.find({
      where: [{ state: 'queued' }, { state: 'running' }],
      select: { id: true },
    });
    for (const { id } of open) await this.queue.enqueue({ name: GENERATION, id });
  }

  /** The job's handler; runs again from the start when a run was broken off. */
  async run({ id, lastAttempt }: JobRun): Promise<void> {
    const generation = await this.#generations.findOneBy({ id });
    if (generation === null || !mayBecome(generation.state, 'running')) return;
    try {
      await this.#generate(generation);
    } catch (error) {
      if (!(error instanceof AppError) && !lastAttempt) throw error;
      const code = error instanceof AppError ? error.code : 'generation-failed';
      await this.fail(id, code, error instanceof AppError ? error.detail : reasonOf(error));
    }
  }

  async fail(id: string, errorCode: string, errorDetail: string): Promise<void> {
    await this.#become(id, 'failed', { errorCode, errorDetail, endedAt: new Date() });
  }

  async #generate(generation: GenerationEntity): Promise<void> {
    const { id } = generation;
    const project = await this.#render(generation);
    await this.#stage(id, 'bundle');
    // What cannot be bundled cannot be deployed, so it is tried here; the bundler keeps the result.
    if (generation.deployable) await tryBundle(project);
    await this.#stage(id, 'pack');
    const archive = Buffer.from(await packArchive(project, 'tar.gz'));
    const { previousId, changes } = await this.#compare(generation, project);
    const kept = { generationId: id, archive, changes: changes === null ? null : await encodeJson(changes) };
    await this.#archives.upsert(kept, ['generationId']);
    await this.#become(id, 'succeeded', {
      stage: null,
      percent: 100,
      projectName: project.name,
      fileCount: project.files.size,
      contentHash: createHash('sha256').update(archive).digest('hex'),
      previousId,
      changes: changes === null ? null : countsOf(changes),
      endedAt: new Date(),
    });
  }

  async #render({ id, apiId, mode, template }: GenerationEntity): Promise<ServerProject> {
    await this.#stage(id, 'load');
    const { api, tools, customization } = await this.registration.getWithTools(apiId);
    const { overlays, selection } = customization;
    await this.#stage(id, 'render');
    await this.#generations.update(
      { id },
      {
        descriptionHash: api.sourceHash,
        generatorVersion: await generatorVersion(),
        templateVersion: (await this.templates.get(template)).version,
      },
    );
    return renderProject(withMode(tools.toolSet, mode), {
      template: await this.templates.forRendering(template),
      origin: {
        descriptionHash: api.sourceHash,
        overlays: overlays.map(({ document }) => document),
        selection,
      },
    });
  }

  /** With the newest that succeeded and was asked for before this one. */
  async #compare(
    { id, apiId, createdAt }: GenerationEntity,
    project: ServerProject,
  ): Promise<{ previousId: string | null; changes: ToolChanges | null }> {
    const previous = await this.#generations.findOne({
      where: { apiId, state: 'succeeded', id: Not(id), createdAt: LessThanOrEqual(createdAt) },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    if (previous === null) return { previousId: null, changes: null };
    const before = projectTools(await this.project(previous.id));
    return { previousId: previous.id, changes: toolChanges(before, projectTools(project)) };
  }

  async #stage(id: string, stage: GenerationStage): Promise<void> {
    await this.#become(id, 'running', { stage, percent: STAGES[stage] });
  }

  async #become(id: string, state: GenerationState, values: Partial<GenerationEntity>): Promise<void> {
    await this.#generations.update({ id }, { ...values, state });
    await this.changes.publish({ topic: GENERATION, id });
  }

  async #succeeded(id: string): Promise<GenerationEntity> {
    const generation = await this.get(id);
    if (generation.state === 'succeeded') return generation;
    throw new AppError('state-conflict', {
      detail: `The generation is ${generation.state}; it has a project once it has succeeded.`,
    });
  }

  get #generations() {
    return this.dataSource.getRepository(GenerationEntity);
  }

  get #archives() {
    return this.dataSource.getRepository(GenerationArchiveEntity);
  }
}

function countsOf({ breaking, added, removed, renamed, changed }: ToolChanges): ChangeCounts {
  return {
    breaking,
    added: added.length,
    removed: removed.length,
    renamed: renamed.length,
    changed: changed.length,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
