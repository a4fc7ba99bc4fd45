import type { ToolSet } from '#lib/tool-mapping';
import { projectRecord, RECORD_FILE, type ProjectOrigin } from './project/project-record.js';
import { licenseText, type License } from './project/license.js';
import { loadTemplate } from './project/load-template.js';
import { ProjectFiles } from './project/project-files.js';
import { projectFacts } from './project/project-facts.js';
import { withUsedKinds } from './project/used-kinds.js';
import { json } from './render/encoders.js';

export interface RenderOptions {
  /** A folder name below `templates/`. */
  readonly template?: string;
  /** Kept in the project as `toolwright.json`, where a person changed anything about the tools. */
  readonly origin?: ProjectOrigin;
  /** The API's own description, which the server then offers its clients as a resource. */
  readonly description?: ProjectDescription;
  /** What others may do with the project; nothing when left out. */
  readonly license?: License;
}

export interface ProjectDescription {
  /** Under this name the server finds it. */
  readonly fileName: 'openapi.json' | 'openapi.yaml' | 'schema.graphql';
  readonly text: string;
}

/** A project's files: relative POSIX path to UTF-8 text. Paths are unique, sorted and never leave the root. */
export interface ServerProject {
  /** npm package name and folder name: `petstore-mcp-server`. */
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
}

const DEFAULT_TEMPLATE = 'node-server';

/**
 * Renders the project of a tool set. Deterministic: the same input gives the same bytes.
 *
 * @throws AppError `generation-failed` when two files would share a name, or one would lie outside the project.
 */
export async function renderProject(tools: ToolSet, options: RenderOptions = {}): Promise<ServerProject> {
  const template = await loadTemplate(options.template ?? DEFAULT_TEMPLATE);
  const record = projectRecord(options.origin);
  const license = options.license ?? 'UNLICENSED';
  const facts = { ...projectFacts(tools, license), isCustomized: record !== undefined };
  const files = new ProjectFiles();
  const { dataFolder, runtimeFolder } = template.manifest;
  for (const [path, text] of withUsedKinds(template.copied, runtimeFolder, tools)) files.add(path, text);
  for (const [path, render] of template.rendered) files.add(path, render(facts));
  addData(files, dataFolder, tools);
  if (record !== undefined) files.add(RECORD_FILE, `${json(record)}\n`);
  if (options.description !== undefined)
    files.add(`${dataFolder}/${options.description.fileName}`, options.description.text);
  addLicense(files, license, facts.name);
  return { name: facts.name, files: files.sorted() };
}

/** What the server loads at its start. */
function addData(files: ProjectFiles, dataFolder: string, tools: ToolSet): void {
  files.add(`${dataFolder}/server.json`, `${json(tools.manifest)}\n`);
  for (const [index, file] of tools.files.entries()) {
    files.add(`${dataFolder}/tools/${tools.manifest.toolFiles[index] ?? ''}`, `${json(file)}\n`);
  }
  const { graphqlTypes: typesFile } = tools.manifest;
  if (typesFile !== undefined) files.add(`${dataFolder}/${typesFile}`, `${json(tools.graphqlTypes ?? {})}\n`);
}

function addLicense(files: ProjectFiles, license: License, name: string): void {
  const text = licenseText(license, name);
  if (text !== undefined) files.add('LICENSE', text);
}
