import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLACE = 'apps/api/sample/openapi.yaml';

/** The bundled description, as a person would upload it. */
export interface SampleDescription {
  readonly name: string;
  readonly text: string;
}

/** Reads the description; a build does not copy it, so it is looked for from this module upward. */
export async function readSampleDescription(): Promise<SampleDescription> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, PLACE);
    if (existsSync(file)) return { name: 'bookshelf.yaml', text: await readFile(file, 'utf8') };
    if (dirname(folder) === folder) throw new Error(`${PLACE} is missing`);
  }
}
