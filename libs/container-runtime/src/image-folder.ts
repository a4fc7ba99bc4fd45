import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { ContainerImage, ImageBuild } from './container-runtime.js';

/** Says beside an image's files which of them is started. */
const ENTRY_FILE = '.entry';

/** Whose it is and since when; the first file of an image, so that one which was never finished is known, too. */
const RECORD_FILE = '.image.json';

type ImageRecord = Omit<ContainerImage, 'reference' | 'createdAt'> & { readonly createdAt: string };

/** An image that lies on the disk. */
export interface ImageFolder {
  readonly folder: string;
  readonly entry: string;
}

/**
 * Writes an image's files to a folder of its own, whole or not at all. They hold no secret: every user may read them.
 *
 * @throws Error `ENOSPC` when the disk is full; what was written is removed again
 */
export async function writeImageFolder(root: string, build: ImageBuild): Promise<void> {
  const folder = folderOf(root, `${build.name}:${build.version}`);
  if (existsSync(join(folder, ENTRY_FILE))) return;
  const fresh = `${folder}.${process.pid}.new`;
  await rm(fresh, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  try {
    await writeFiles(fresh, [[RECORD_FILE, recordOf(build)], ...build.files, [ENTRY_FILE, build.entry]]);
    await openFolders(root, fresh);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  // Another process may have written the same meanwhile; the content is the same, so either will do.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
}

async function writeFiles(
  folder: string,
  files: readonly (readonly [path: string, content: Uint8Array | string])[],
): Promise<void> {
  for (const [path, content] of files) {
    const target = resolve(folder, path);
    if (relative(folder, target).startsWith('..'))
      throw new Error(`An image's file leaves its folder: ${path}`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    await chmod(target, 0o644);
  }
}

function recordOf({ files, labels }: ImageBuild): string {
  const sizeBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const record: ImageRecord = { createdAt: new Date().toISOString(), sizeBytes, labels };
  return JSON.stringify(record);
}

/** Every image below the root, whichever process wrote it, finished or not. */
export async function listImageFolders(root: string): Promise<ContainerImage[]> {
  const found: ContainerImage[] = [];
  const look = async (folder: string): Promise<void> => {
    const text = await readFile(join(folder, RECORD_FILE), 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const place = relative(root, folder);
      const cut = place.lastIndexOf(sep);
      const reference = `${place.slice(0, cut).replaceAll(sep, '/')}:${place.slice(cut + 1)}`;
      found.push({ reference, ...readRecord(text) });
      return;
    }
    if (existsSync(join(folder, ENTRY_FILE))) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await look(join(folder, entry.name));
  };
  await look(root);
  return found;
}

/** One that was cut off, by a full disk for instance, belongs to nobody. */
function readRecord(text: string): Omit<ContainerImage, 'reference'> {
  try {
    const { createdAt, sizeBytes, labels } = JSON.parse(text) as ImageRecord;
    return { createdAt: new Date(createdAt), sizeBytes, labels };
  } catch {
    return { createdAt: new Date(0), sizeBytes: 0, labels: {} };
  }
}

export async function removeImageFolder(root: string, image: string): Promise<void> {
  await rm(folderOf(root, image), { recursive: true, force: true });
}

function folderOf(root: string, image: string): string {
  const cut = image.lastIndexOf(':');
  const folder = join(root, image.slice(0, cut), image.slice(cut + 1));
  if (cut < 1 || folder === root || relative(root, folder).startsWith('..'))
    throw new Error(`There is no place for an image ${image}.`);
  return folder;
}

/** The image of this reference, written by this process or an earlier one. */
export async function findImageFolder(root: string, image: string): Promise<ImageFolder | undefined> {
  const folder = folderOf(root, image);
  const entry = await readFile(join(folder, ENTRY_FILE), 'utf8').catch(() => undefined);
  return entry === undefined ? undefined : { folder, entry };
}

/** Whatever the mask of this process: the folders of the image, and those between it and the root. */
async function openFolders(root: string, folder: string): Promise<void> {
  for (let path = folder; path !== root; path = dirname(path)) await chmod(path, 0o755);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  await Promise.all(folders.map(({ parentPath, name }) => chmod(join(parentPath, name), 0o755)));
}
