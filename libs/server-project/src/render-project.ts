import type { ToolSet } from '#lib/tool-mapping';
import { SANDBOX_FILE, serverFile } from './bundle/server-file.js';
import { FILE_LIST, fileListOf } from './project/file-list.js';
import { projectRecord, RECORD_FILE, type ProjectOrigin } from './project/project-record.js';
import { licenseText, type License } from './project/license.js';
import { loadTemplate, runtimeSources } from './project/load-template.js';
import { ProjectFiles } from './project/project-files.js';
import { projectFacts } from './project/project-facts.js';
import type { ProjectTemplate } from './project/project-template.js';
import { besideServer, LICENCES_FILE, type TemplateManifest } from './project/template-manifest.js';
import { withUsedKinds } from './project/used-kinds.js';
import { json } from './render/encoders.js';

export interface RenderOptions {
  /** The name of a built-in template, or any template. */
  readonly template?: string | ProjectTemplate;
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

export const DEFAULT_TEMPLATE = 'node-server';

/**
 * Renders the project of a tool set. Deterministic: the same input gives the same bytes.
 *
 * @throws AppError `generation-failed` when two files would share a name, or one would lie outside the project;
 * `template-unknown`, and those of the template
 */
export async function renderProject(tools: ToolSet, options: RenderOptions = {}): Promise<ServerProject> {
  const { template: given = DEFAULT_TEMPLATE, origin, description, license = 'UNLICENSED' } = options;
  const template = typeof given === 'string' ? await loadTemplate(given) : given;
  const record = projectRecord(origin);
  const facts = { ...projectFacts(tools, license), isCustomized: record !== undefined };
  const { manifest } = template;
  const files = new ProjectFiles();
  const own = await template.render(facts);
  for (const [path, text] of own) files.add(path, text);
  for (const [path, text] of await codeFiles(manifest, tools)) files.add(path, text);
  addData(files, manifest.dataFolder, tools);
  addOwnDescription(files, manifest.dataFolder, description);
  if (record !== undefined) files.add(RECORD_FILE, `${json(record)}\n`);
  const text = own.has(LICENSE_FILE) ? undefined : licenseText(license, facts.name);
  if (text !== undefined) files.add(LICENSE_FILE, text);
  files.add(FILE_LIST, `${json(fileListOf(files.sorted(), manifest))}\n`);
  return { name: facts.name, files: files.sorted() };
}

const LICENSE_FILE = 'LICENSE';

/** What the server loads at its start. */
function addData(files: ProjectFiles, dataFolder: string, tools: ToolSet): void {
  files.add(`${dataFolder}/server.json`, `${json(tools.manifest)}\n`);
  for (const [index, file] of tools.files.entries()) {
    files.add(`${dataFolder}/tools/${tools.manifest.toolFiles[index] ?? ''}`, `${json(file)}\n`);
  }
  const { graphqlTypes: typesFile } = tools.manifest;
  if (typesFile !== undefined) files.add(`${dataFolder}/${typesFile}`, `${json(tools.graphqlTypes ?? {})}\n`);
}

function addOwnDescription(
  files: ProjectFiles,
  dataFolder: string,
  description: ProjectDescription | undefined,
): void {
  if (description !== undefined) files.add(`${dataFolder}/${description.fileName}`, description.text);
}

/** What serves, where the template does not bring it itself. */
async function codeFiles(
  { runtimeFolder, serverFile: path }: TemplateManifest,
  tools: ToolSet,
): Promise<Map<string, string>> {
  const runtime = withUsedKinds(await runtimeSources(), tools);
  const files = new Map<string, string>();
  if (runtimeFolder !== undefined)
    for (const [name, text] of runtime) files.set(`${runtimeFolder}/${name}`, text);
  if (path === undefined) return files;
  const { server, sandbox, licences } = await serverFile(runtime, tools.manifest.mode === 'code');
  files.set(path, server).set(besideServer(path, LICENCES_FILE), licences);
  if (sandbox !== undefined) files.set(besideServer(path, SANDBOX_FILE), sandbox);
  return files;
}
