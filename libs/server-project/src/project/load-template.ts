import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '#lib/diagnostics';
import { findAssetFolders } from './asset-folder.js';
import { parseTemplate, type ProjectTemplate } from './project-template.js';
import { readTemplateFolder } from './template-folder.js';
import { TEMPLATE_NAME, type TemplateManifest } from './template-manifest.js';

const loaded = new Map<string, Promise<ProjectTemplate>>();

/**
 * Reads a built-in template; each is read once.
 *
 * @throws AppError `template-unknown`
 */
export async function loadTemplate(name: string): Promise<ProjectTemplate> {
  if (!(await builtInNames()).includes(name)) {
    const known = (await builtInNames()).join(', ');
    throw new AppError('template-unknown', {
      detail: `There is no built-in template ${JSON.stringify(name.slice(0, 100))}; there are ${known}.`,
    });
  }
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const reading = readTemplateFolder(join(findAssetFolders().templates, name)).then(parseTemplate);
  loaded.set(name, reading);
  reading.catch(() => loaded.delete(name));
  return reading;
}

/** What the built-in templates say about themselves, by name. */
export async function builtInTemplates(): Promise<TemplateManifest[]> {
  const templates = await Promise.all((await builtInNames()).map(loadTemplate));
  return templates.map(({ manifest }) => manifest);
}

async function builtInNames(): Promise<string[]> {
  const entries = await readdir(findAssetFolders().templates, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && TEMPLATE_NAME.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
}

/** The server runtime's sources by path below their folder; its own tests need this repository and stay here. */
export async function runtimeSources(): Promise<Map<string, string>> {
  const folder = findAssetFolders().runtimeSources;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
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
