import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { findAssetFolders } from '../project/asset-folder.js';

/** A package of npm of which something is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json or the project says it: an SPDX identifier or expression, if all is well. */
  readonly license?: string;
  /** Of the archive that it was installed from, as npm checked it, in hex. */
  readonly sha512?: string;
  /** Where it is installed; of what was bundled elsewhere that is not known. */
  readonly folder?: string;
}

interface PackageFile {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** Integrity (Subresource Integrity, W3C) by the package's path; npm writes it with every installation. */
type Lock = Readonly<Record<string, { readonly integrity?: string }>>;

const locks = new Map<string, Promise<Lock>>();

/** The packages that the files belong to, sorted by name and version. */
export async function installedPackages(inputs: readonly string[]): Promise<BundledPackage[]> {
  const found = await Promise.all([...packageFolders(inputs)].map(packageIn));
  const byKey = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byKey].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}

/** The folders of the packages that the files belong to. @param inputs relative to this program's place */
export function packageFolders(inputs: readonly string[]): ReadonlySet<string> {
  const { packages } = findAssetFolders();
  return new Set(inputs.flatMap((input) => folderOf(resolve(packages, input))));
}

export async function packageFile(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}

async function packageIn(folder: string): Promise<BundledPackage> {
  const [{ name = '', version = '', license }, sha512] = await Promise.all([
    packageFile(folder),
    integrityOf(folder),
  ]);
  return {
    name,
    version,
    ...(typeof license === 'string' ? { license } : {}),
    ...(sha512 === undefined ? {} : { sha512 }),
    folder,
  };
}

async function integrityOf(folder: string): Promise<string | undefined> {
  const start = folder.indexOf(`${sep}node_modules${sep}`);
  const modules = join(folder.slice(0, start), 'node_modules');
  const lock = locks.get(modules) ?? readLock(modules);
  locks.set(modules, lock);
  const { integrity } = (await lock)[relative(dirname(modules), folder).replaceAll(sep, '/')] ?? {};
  const digest = /^sha512-([A-Za-z0-9+/]{86}==)$/u.exec(integrity ?? '')?.[1];
  return digest === undefined ? undefined : Buffer.from(digest, 'base64').toString('hex');
}

/** Empty where another program than npm installed the packages. */
async function readLock(modules: string): Promise<Lock> {
  const text = await readFile(join(modules, '.package-lock.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { packages?: Lock }).packages ?? {};
}

/** The package's own folder: the last of that kind in the path. */
function folderOf(path: string): string[] {
  const found = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/u.exec(path)?.[0];
  return found === undefined ? [] : [found];
}
