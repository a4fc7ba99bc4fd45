import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ImageBuild } from './container-runtime.js';

/** Writes an image's files to a folder of its own, whole or not at all. @returns the folder */
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
  }
  // Another process may have written the same meanwhile; the content is the same, so either will do.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return folder;
}
