import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { builtInTemplates, type ProjectFacts, type ProjectTemplate } from '#lib/server-project';
import type { FillOutcome, FillRequest } from './fill-template.js';
import { TemplatePool } from './template-pool.js';
import { TemplateEntity } from './template.entity.js';

/** A template that projects can be generated with. */
export interface KnownTemplate {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Projects of uploaded templates are for download: what they start came with the template. */
  readonly builtIn: boolean;
  /** Missing for built-in ones. */
  readonly uploaded?: TemplateEntity;
}

/** Far more than anybody keeps. */
const MOST_TEMPLATES = 100;

/** Keeps uploaded templates beside the built-in ones. Uploaded ones are only ever filled in a worker thread. */
@Injectable()
export class TemplateService implements OnApplicationShutdown {
  readonly #pool = new TemplatePool();

  constructor(readonly dataSource: DataSource) {}

  /** Built-in ones first, then by name. */
  async list(): Promise<KnownTemplate[]> {
    const uploaded = await this.#templates.find({ order: { name: 'ASC' } });
    return [...(await builtIn()), ...uploaded.map(known)];
  }

  /** @throws AppError `template-unknown` */
  async get(name: string): Promise<KnownTemplate> {
    const found =
      (await builtIn()).find((template) => template.name === name) ??
      (await this.#templates.findOneBy({ name }));
    if (found === null) throw unknown(name);
    return found instanceof TemplateEntity ? known(found) : found;
  }

  /**
   * Takes a template as zip.
   *
   * @throws AppError `template-invalid`, `template-too-large`, `template-too-slow`; `state-conflict` where there is one
   * of that name
   */
  async add(archive: Uint8Array): Promise<KnownTemplate> {
    const { manifest, fileCount } = await this.#filled({ archive });
    const { name, version, description } = manifest;
    const all = await this.list();
    if (all.some((template) => template.name === name))
      throw new AppError('state-conflict', { detail: `There is a template ${name} already.` });
    if (all.length >= MOST_TEMPLATES)
      throw new AppError('state-conflict', { detail: `There are ${all.length} templates; delete some first.` });
    const contentHash = createHash('sha256').update(archive).digest('hex');
    const values = { name, version, description, fileCount, contentHash, archive: Buffer.from(archive) };
    await this.#templates.insert(values).catch(refuseDoubled(name));
    return this.get(name);
  }

  /** Projects that were generated with it stay. @throws AppError `template-unknown`; `state-conflict` for built-in ones */
  async delete(name: string): Promise<void> {
    const { builtIn } = await this.get(name);
    if (builtIn) throw new AppError('state-conflict', { detail: 'Built-in templates cannot be deleted.' });
    await this.#templates.delete({ name });
  }

  /** What a project is rendered with. @throws AppError `template-unknown` */
  async forRendering(name: string): Promise<string | ProjectTemplate> {
    if ((await this.get(name)).builtIn) return name;
    const row = await this.#templates.findOne({ where: { name }, select: { name: true, archive: true } });
    if (row === null) throw unknown(name);
    const { archive } = row;
    const { manifest } = await this.#filled({ archive });
    const render = async (facts: ProjectFacts) => (await this.#filled({ archive, facts })).files;
    return { manifest, render };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.close();
  }

  async #filled({ archive, ...rest }: FillRequest): Promise<Extract<FillOutcome, { ok: true }>> {
    const outcome = await this.#pool.run({ archive: new Uint8Array(archive), ...rest });
    if (outcome.ok) return outcome;
    throw new AppError(outcome.code, { detail: outcome.detail, diagnostics: outcome.diagnostics });
  }

  get #templates() {
    return this.dataSource.getRepository(TemplateEntity);
  }
}

async function builtIn(): Promise<KnownTemplate[]> {
  const manifests = await builtInTemplates();
  return manifests.map(({ name, version, description }) => ({ name, version, description, builtIn: true }));
}

function known(uploaded: TemplateEntity): KnownTemplate {
  const { name, version, description } = uploaded;
  return { name, version, description, builtIn: false, uploaded };
}

function unknown(name: string): AppError {
  return new AppError('template-unknown', {
    detail: `There is no template ${JSON.stringify(name.slice(0, 100))}.`,
  });
}

/** Two uploads at once: the database decides (PostgreSQL, unique_violation). */
function refuseDoubled(name: string): (error: unknown) => never {
  return (error) => {
    const { code } = error as { code?: string };
    if (code !== '23505') throw error;
    throw new AppError('state-conflict', { detail: `There is a template ${name} already.`, cause: error });
  };
}
