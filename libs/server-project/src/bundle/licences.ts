import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFile, packageFolders, type BundledPackage } from './installed-packages.js';

const TITLE = /^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+[\w.+-]*)(?: \((.+)\))?$/u;
const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/iu;

/** The licence texts of every package that the files belong to, by package name. */
export function licencesOf(inputs: readonly string[]): Promise<string> {
  return licencesIn(packageFolders(inputs));
}

/** The same of packages in these folders. */
export async function licencesIn(folders: Iterable<string>): Promise<string> {
  const texts = new Map<string, string>();
  for (const folder of folders) {
    const { name = '', version = '', license = '' } = await packageFile(folder);
    const title = `${name} ${version}${license === '' ? '' : ` (${license})`}`;
    texts.set(title, [title, ...(await licenceTexts(folder))].join('\n\n'));
  }
  const sorted = [...texts].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `${sorted.map(([, text]) => text).join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}

async function licenceTexts(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => LICENCE.test(name)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim());
}

/** Reads back which packages the text of {@link licencesOf} is about. */
export function packagesNamed(licences: string): BundledPackage[] {
  const titles = licences
    .split(`\n\n${'-'.repeat(78)}\n\n`)
    .map((section) => section.split('\n', 1)[0] ?? '');
  return titles.flatMap((title) => {
    const [, name, version, license] = TITLE.exec(title) ?? [];
    if (name === undefined || version === undefined) return [];
    return { name, version, ...(license === undefined ? {} : { license }) };
  });
}
