import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findAssetFolders } from '../project/asset-folder.js';

interface PackageFile {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/iu;

/** The licence texts of every package that the files belong to, by package name. */
export async function licencesOf(inputs: readonly string[]): Promise<string> {
  const { packages } = findAssetFolders();
  const folders = new Set(inputs.flatMap((input) => folderOf(resolve(packages, input))));
  const texts = new Map<string, string>();
  for (const folder of folders) {
    const { name = '', version = '', license = '' } = await packageFile(folder);
    const title = `${name} ${version}${license === '' ? '' : ` (${license})`}`;
    texts.set(title, [title, ...(await licenceTexts(folder))].join('\n\n'));
  }
  const sorted = [...texts].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `${sorted.map(([, text]) => text).join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}

/** The package's own folder: the last of that kind in the path. */
function folderOf(path: string): string[] {
  const found = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/u.exec(path)?.[0];
  return found === undefined ? [] : [found];
}

async function packageFile(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}

async function licenceTexts(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => LICENCE.test(name)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim());
}
