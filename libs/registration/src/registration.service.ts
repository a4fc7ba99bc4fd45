import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NO_CUSTOMIZATION, type Customization } from '#lib/customization';
import { AppError, type Diagnostic } from '#lib/diagnostics';
import { decodeJson, readPage, type Page, type PageRequest } from '#lib/platform';
import type { ToolDefinition } from '#lib/server-runtime';
import type { SourceAdditions, SpecSource, StoredSource } from '#lib/spec-parser';
import { toolChanges, type ImportReport, type ToolChanges } from '#lib/tool-mapping';
import { ApiDocumentEntity } from './api-document.entity.js';
import { ApiEntity } from './api.entity.js';
import type {
  Described,
  DescribedParts,
  GivenCustomization,
  KeptBytes,
  StoredTools,
} from './describe-source.js';
import { DescriptionReader } from './description-reader.js';

/** An API with what its registration found. */
export interface RegisteredApi {
  readonly api: ApiEntity;
  readonly tools: StoredTools;
  readonly diagnostics: readonly Diagnostic[];
  readonly customization: Customization;
}

/** What a person hands over to be registered. */
export type GivenSource = Exclude<SpecSource, StoredSource>;

/** An API before and after its customization or description was replaced. */
export interface Customized {
  readonly before: RegisteredApi;
  readonly after: RegisteredApi;
  readonly changes: ToolChanges;
}

/** Registers API descriptions and gives out what was made of them. */
@Injectable()
export class RegistrationService {
  constructor(
    readonly dataSource: DataSource,
    readonly reader: DescriptionReader,
  ) {}

  /** @throws AppError when nothing can be made of the source or the customization; nothing is stored then */
  async register(source: GivenSource, given: GivenCustomization = {}): Promise<ApiEntity> {
    const { slug, summary, parts } = await this.reader.read(source, given);
    return this.dataSource.transaction(async (manager) => {
      const api = await manager.save(ApiEntity, {
        ...summary,
        slug: await freeSlug(manager, slug),
        sourceKind: source.kind,
        sourceName: nameOf(source),
      });
      await manager.insert(ApiDocumentEntity, { apiId: api.id, ...asBuffers(parts) });
      return api;
    });
  }

  /**
   * Makes the tools anew from the description as it was registered, with this customization in place of the
   * one before. Projects that were generated already stay as they are.
   *
   * @throws AppError `not-found`; `overlay-invalid`, and then everything stays as it was; `state-conflict`
   * where the description was not kept
   */
  async customize(id: string, given: GivenCustomization): Promise<Customized> {
    const before = await this.getWithTools(id);
    const { source } = await this.#document(id);
    if (source === null) throw registeredEarlier();
    return this.#replace(before, await this.reader.read({ kind: 'kept', bytes: source }, given));
  }

  /**
   * Puts a newer description in place of the registered one and applies what is kept with the API to it; what was
   * said of the API beside its description stays, too, unless it is said anew. What of the overlays no longer fits is
   * among the diagnostics.
   *
   * @param expectedHash Hash of the description that a person looked at and agreed to
   * @throws AppError `not-found`, or when nothing can be made of the source; everything stays as it was then
   */
  async replaceDescription(id: string, source: GivenSource, expectedHash?: string): Promise<Customized> {
    const { before, described } = await this.#describeAnew(id, source);
    if (expectedHash !== undefined && described.summary.sourceHash !== expectedHash)
      throw new AppError('state-conflict', {
        detail: 'The description is not the one that was looked at: it has changed since. Look at it again.',
      });
    return this.#replace(before, described, { sourceKind: source.kind, sourceName: nameOf(source) });
  }

  /** What {@link replaceDescription} would change; changes nothing. */
  async previewDescription(id: string, source: GivenSource): Promise<Customized> {
    const { before, described } = await this.#describeAnew(id, source);
    const { summary, parts } = described;
    const after: RegisteredApi = {
      api: { ...before.api, ...summary, sourceKind: source.kind, sourceName: nameOf(source) },
      tools: await decodeJson<StoredTools>(parts.tools),
      diagnostics: await decodeJson<Diagnostic[]>(parts.diagnostics),
      customization: before.customization,
    };
    return { before, after, changes: toolChanges(toolsOf(before), toolsOf(after)) };
  }

  async #describeAnew(id: string, source: GivenSource) {
    const before = await this.getWithTools(id);
    const { customization, source: earlier } = await this.#document(id);
    const kept: GivenCustomization | KeptBytes =
      customization === null ? {} : { kind: 'kept', bytes: customization };
    const additions = { ...(await additionsOf(earlier)), ...source.additions };
    return { before, described: await this.reader.read({ ...source, additions }, kept) };
  }

  /** @throws AppError `not-found`; `state-conflict` when an earlier version registered it without */
  async report(id: string): Promise<ImportReport> {
    await this.get(id);
    const { report } = await this.#document(id);
    if (report === null) throw registeredEarlier();
    return decodeJson<ImportReport>(report);
  }

  list(request: PageRequest): Promise<Page<ApiEntity>> {
    return readPage(this.dataSource.getRepository(ApiEntity).createQueryBuilder('api'), request);
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<ApiEntity> {
    const api = await this.dataSource.getRepository(ApiEntity).findOneBy({ id });
    if (api === null) throw new AppError('not-found', { detail: `There is no API ${id}.` });
    return api;
  }

  /** @throws AppError `not-found` */
  async getWithTools(id: string): Promise<RegisteredApi> {
    const api = await this.get(id);
    const document = await this.#document(id);
    return {
      api,
      tools: await decodeJson<StoredTools>(document.tools),
      diagnostics: await decodeJson<Diagnostic[]>(document.diagnostics),
      customization:
        document.customization === null
          ? NO_CUSTOMIZATION
          : await decodeJson<Customization>(document.customization),
    };
  }

  /** Deletes the API with its generations. Whoever has deployments is asked first. @throws AppError `not-found` */
  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.dataSource.getRepository(ApiEntity).delete({ id });
  }

  async #replace(
    before: RegisteredApi,
    { summary, parts }: Described,
    source: Partial<ApiEntity> = {},
  ): Promise<Customized> {
    const { id } = before.api;
    await this.dataSource.transaction(async (manager) => {
      await manager.update(ApiEntity, { id }, { ...summary, ...source });
      await manager.update(ApiDocumentEntity, { apiId: id }, asBuffers(parts));
    });
    const after = await this.getWithTools(id);
    return { before, after, changes: toolChanges(toolsOf(before), toolsOf(after)) };
  }

  #document(apiId: string): Promise<ApiDocumentEntity> {
    return this.dataSource.getRepository(ApiDocumentEntity).findOneByOrFail({ apiId });
  }
}

function toolsOf({ tools }: RegisteredApi): ToolDefinition[] {
  return tools.toolSet.files.flatMap((file) => file.tools);
}

/** What was said beside a description that was kept. */
async function additionsOf(kept: Buffer | null): Promise<SourceAdditions> {
  return kept === null ? {} : ((await decodeJson<StoredSource>(kept)).additions ?? {});
}

function registeredEarlier(): AppError {
  return new AppError('state-conflict', {
    detail:
      'An earlier version registered the API and kept too little of its description. Register it again.',
  });
}

/** Between threads a Buffer becomes a plain array of bytes. */
function asBuffers(parts: DescribedParts): Omit<ApiDocumentEntity, 'apiId'> {
  return {
    description: Buffer.from(parts.description),
    tools: Buffer.from(parts.tools),
    diagnostics: Buffer.from(parts.diagnostics),
    customization: Buffer.from(parts.customization),
    source: Buffer.from(parts.source),
    report: Buffer.from(parts.report),
  };
}

function nameOf(source: GivenSource): string {
  if (source.kind === 'url') return source.url;
  return source.kind === 'path' ? source.path : source.name;
}

/** Readable and unique; two registrations at once wait for each other here. */
async function freeSlug(manager: EntityManager, wanted: string): Promise<string> {
  await manager.query("SELECT pg_advisory_xact_lock(hashtext('apis.slug'))");
  const rows: { slug: string }[] = await manager.query(
    'SELECT slug FROM apis WHERE slug = $1 OR slug LIKE $2',
    [wanted, `${wanted}-%`],
  );
  const taken = new Set(rows.map(({ slug }) => slug));
  let slug = wanted;
  for (let count = 2; taken.has(slug); count += 1) slug = `${wanted}-${count}`;
  return slug;
}
