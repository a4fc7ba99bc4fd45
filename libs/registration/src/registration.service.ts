import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AppError, type Diagnostic } from '#lib/diagnostics';
import { decodeJson, encodeJson, readPage, type Page, type PageRequest } from '#lib/platform';
import type { SpecSource } from '#lib/spec-parser';
import { ApiDocumentEntity } from './api-document.entity.js';
import { ApiEntity } from './api.entity.js';
import type { Described, StoredTools } from './describe-source.js';
import { DescriptionReader } from './description-reader.js';

/** An API with what its registration found. */
export interface RegisteredApi {
  readonly api: ApiEntity;
  readonly tools: StoredTools;
  readonly diagnostics: readonly Diagnostic[];
}

/** Registers API descriptions and gives out what was made of them. */
@Injectable()
export class RegistrationService {
  constructor(
    readonly dataSource: DataSource,
    readonly reader: DescriptionReader,
  ) {}

  /** @throws AppError when nothing can be made of the source; nothing is stored then */
  async register(source: SpecSource): Promise<ApiEntity> {
    const described = await this.reader.read(source);
    return this.dataSource.transaction(async (manager) => {
      const api = await manager.save(ApiEntity, {
        ...summaryOf(described),
        slug: await freeSlug(manager, described.slug),
        sourceKind: source.kind,
        sourceName: nameOf(source),
      });
      await manager.insert(ApiDocumentEntity, {
        apiId: api.id,
        description: Buffer.from(described.description),
        tools: Buffer.from(described.tools),
        diagnostics: await encodeJson(described.diagnostics),
      });
      return api;
    });
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
    const document = await this.dataSource.getRepository(ApiDocumentEntity).findOneByOrFail({ apiId: id });
    return {
      api,
      tools: await decodeJson<StoredTools>(document.tools),
      diagnostics: await decodeJson<Diagnostic[]>(document.diagnostics),
    };
  }

  /** Deletes the API with its generations. Whoever has deployments is asked first. @throws AppError `not-found` */
  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.dataSource.getRepository(ApiEntity).delete({ id });
  }
}

function summaryOf({
  description: _description,
  tools: _tools,
  diagnostics: _diagnostics,
  ...summary
}: Described) {
  return summary;
}

function nameOf(source: SpecSource): string {
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
