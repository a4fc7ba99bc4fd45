import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findAssetFolders } from './asset-folder.js';

let found: Promise<string> | undefined;

/** The version of this program: that of the package in which it lies. */
export function generatorVersion(): Promise<string> {
  found ??= read(findAssetFolders().packages);
  return found;
}

async function read(folder: string): Promise<string> {
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    const { version } = JSON.parse(await readFile(file, 'utf8')) as { version?: string };
    if (version !== undefined) return version;
  }
  if (dirname(folder) === folder) throw new Error('This program lies in no package.');
  return read(dirname(folder));
}
