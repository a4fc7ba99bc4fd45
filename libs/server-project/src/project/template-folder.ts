import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#lib/diagnostics';
import { TemplateSize, templateText } from './template-limits.js';
import { invalidTemplate, TEMPLATE_MANIFEST, templateFault } from './template-manifest.js';

/**
 * Reads `template.json`, `files/` and `partials/` of a folder on this machine, by relative POSIX path. Links are
 * refused: they could bring in what lies elsewhere.
 *
 * @throws AppError `template-unknown`, `template-invalid`, `template-too-large`
 */
export async function readTemplateFolder(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const size = new TemplateSize();
  for (const name of [TEMPLATE_MANIFEST, 'files', 'partials']) await read(folder, name, { texts, size });
  if (texts.size === 0)
    throw new AppError('template-unknown', { detail: `There is no template in ${JSON.stringify(folder)}.` });
  return texts;
}

interface Reading {
  readonly texts: Map<string, string>;
  readonly size: TemplateSize;
}

async function read(root: string, path: string, reading: Reading): Promise<void> {
  const full = join(root, path);
  const found = await lstat(full).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    for (const name of (await readdir(full)).toSorted()) await read(root, `${path}/${name}`, reading);
    return;
  }
  if (!found.isFile())
    throw invalidTemplate([templateFault('link', path, 'It is a link, or no plain file.')]);
  reading.size.add(path, found.size);
  reading.texts.set(path, templateText(path, await readFile(full)));
}
