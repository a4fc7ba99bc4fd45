import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ImageBuild } from './container-runtime.js';

/**
 * Writes an image's files to a folder of its own, whole or not at all. They hold no secret: every user may read them.
 *
 * @returns the folder
 */
export async function writeImageFolder(root: string, build: ImageBuild): Promise<string> {
  const folder = join(root, build.name, build.version);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}.new`;
  await rm(fresh, { recursive: true, force: true });
  for (const [path, content] of build.files) {
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
  return folder;
}

/** Whatever the mask of this process: the folders of the image, and those between it and the root. */
async function openFolders(root: string, folder: string): Promise<void> {
  for (let path = folder; path !== root; path = dirname(path)) await chmod(path, 0o755);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  await Promise.all(folders.map(({ parentPath, name }) => chmod(join(parentPath, name), 0o755)));
}
