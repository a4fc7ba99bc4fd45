import type { ToolSet } from '#lib/tool-mapping';
import { serverFile } from './bundle/server-file.js';
import { FILE_LIST, fileListOf } from './project/file-list.js';
import { projectRecord, RECORD_FILE, type ProjectOrigin } from './project/project-record.js';
import { loadTemplate, runtimeSources } from './project/load-template.js';
import { ProjectFiles } from './project/project-files.js';
import { projectFacts } from './project/project-facts.js';
import type { ProjectTemplate } from './project/project-template.js';
import { licencesPath, type TemplateManifest } from './project/template-manifest.js';
import { json } from './render/encoders.js';

export interface RenderOptions {
  /** The name of a built-in template, or any template. */
  readonly template?: string | ProjectTemplate;
  /** Kept in the project as `toolwright.json`, where a person changed anything about the tools. */
  readonly origin?: ProjectOrigin;
  /** The API's own description, which the server then offers its clients as a resource. */
  readonly description?: ProjectDescription;
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
  const { template: given = DEFAULT_TEMPLATE, origin, description } = options;
  const template = typeof given === 'string' ? await loadTemplate(given) : given;
  const record = projectRecord(origin);
  const facts = { ...projectFacts(tools), isCustomized: record !== undefined };
  const files = new ProjectFiles();
  for (const [path, text] of await template.render(facts)) files.add(path, text);
  const { manifest } = template;
  for (const [path, text] of await runtimeFiles(manifest)) files.add(path, text);
  files.add(`${manifest.dataFolder}/server.json`, `${json(tools.manifest)}\n`);
  for (const [index, file] of tools.files.entries()) {
    files.add(`${manifest.dataFolder}/tools/${tools.manifest.toolFiles[index] ?? ''}`, `${json(file)}\n`);
  }
  if (record !== undefined) files.add(RECORD_FILE, `${json(record)}\n`);
  if (description !== undefined)
    files.add(`${manifest.dataFolder}/${description.fileName}`, description.text);
  files.add(FILE_LIST, `${json(fileListOf(files.sorted(), manifest))}\n`);
  return { name: facts.name, files: files.sorted() };
}

/** What serves, where the template does not bring it itself. */
async function runtimeFiles({
  runtimeFolder,
  serverFile: path,
}: TemplateManifest): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  if (runtimeFolder !== undefined)
    for (const [name, text] of await runtimeSources()) files.set(`${runtimeFolder}/${name}`, text);
  if (path === undefined) return files;
  const { text, licences } = await serverFile();
  return files.set(path, text).set(licencesPath(path), licences);
}
