import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ImageBuild } from './container-runtime.js';

/** Says beside an image's files which of them is started. */
const ENTRY_FILE = '.entry';

/** An image that lies on the disk. */
export interface ImageFolder {
  readonly folder: string;
  readonly entry: string;
}

/** Writes an image's files to a folder of its own, whole or not at all. They hold no secret: every user may read them. */
export async function writeImageFolder(root: string, build: ImageBuild): Promise<void> {
  const folder = join(root, build.name, build.version);
  if (existsSync(join(folder, ENTRY_FILE))) return;
  const fresh = `${folder}.${process.pid}.new`;
  await rm(fresh, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  for (const [path, content] of [...build.files, [ENTRY_FILE, Buffer.from(build.entry)] as const]) {
    const target = resolve(fresh, path);
    if (relative(fresh, target).startsWith('..'))
      throw new Error(`An image's file leaves its folder: ${path}`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    await chmod(target, 0o644);
  }
  await openFolders(root, fresh);
  // Another process may have written the same meanwhile; the content is the same, so either will do.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
}

/** The image of this reference, written by this process or an earlier one. */
export async function findImageFolder(root: string, image: string): Promise<ImageFolder | undefined> {
  const cut = image.lastIndexOf(':');
  const folder = join(root, image.slice(0, cut), image.slice(cut + 1));
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
