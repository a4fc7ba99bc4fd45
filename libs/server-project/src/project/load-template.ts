import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { compileTemplate, type CompiledTemplate, type TemplateSource } from '../render/template-engine.js';
import { findAssetFolders } from './asset-folder.js';

/** What a template says about itself (`template.json`). */
export interface TemplateManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Where the server runtime's sources go. */
  readonly runtimeFolder: string;
  /** Where the tool data goes. */
  readonly dataFolder: string;
  /** The TypeScript module that starts the server. */
  readonly entry: string;
}

/** A template, read and compiled: it makes any number of projects. */
export interface ProjectTemplate {
  readonly manifest: TemplateManifest;
  /** Files that are the same in every project, the runtime's sources among them. */
  readonly copied: ReadonlyMap<string, string>;
  readonly rendered: ReadonlyMap<string, CompiledTemplate>;
}

const SUFFIX = '.hbs';
const loaded = new Map<string, Promise<ProjectTemplate>>();

/** Reads a template from `templates/<name>/`; each is read once. */
export function loadTemplate(name: string): Promise<ProjectTemplate> {
  if (!/^[a-z][a-z0-9-]*$/u.test(name)) throw new Error(`No template name: ${JSON.stringify(name)}`);
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const reading = readTemplate(name);
  loaded.set(name, reading);
  reading.catch(() => loaded.delete(name));
  return reading;
}

async function readTemplate(name: string): Promise<ProjectTemplate> {
  const assets = findAssetFolders();
  const folder = join(assets.templates, name);
  const manifest = JSON.parse(await readFile(join(folder, 'template.json'), 'utf8')) as TemplateManifest;
  const files = await readTexts(join(folder, 'files'));
  const partials = sources(await readTexts(join(folder, 'partials')));
  const copied = new Map([...files].filter(([path]) => !path.endsWith(SUFFIX)));
  for (const [path, text] of await readTexts(assets.runtimeSources)) {
    if (isShipped(path)) copied.set(`${manifest.runtimeFolder}/${path}`, text);
  }
  const rendered = sources(files).map((source) => [source.path, compileTemplate(source, partials)] as const);
  return { manifest, copied, rendered: new Map(rendered) };
}

/** The `.hbs` files among these, under the names of what they make. */
function sources(files: ReadonlyMap<string, string>): TemplateSource[] {
  return [...files]
    .filter(([path]) => path.endsWith(SUFFIX))
    .map(([path, text]) => ({ path: path.slice(0, -SUFFIX.length), text }));
}

/** The runtime's own tests need this repository and stay here. */
function isShipped(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.spec.ts');
}

/** Every file below a folder, by relative POSIX path, with line ends as in the repository. */
async function readTexts(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const texts = await Promise.all(paths.map(async (path) => readFile(path, 'utf8')));
  return new Map(
    paths.map((path, index) => [
      relative(folder, path).split(sep).join('/'),
      (texts[index] ?? '').replaceAll('\r\n', '\n'),
    ]),
  );
}
