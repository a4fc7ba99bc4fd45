import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '#lib/diagnostics';
import { pathFault } from '../project/project-files.js';
import type { ServerProject } from '../render-project.js';

/**
 * Writes the project to a folder: first to a temporary one beside it, then renamed, so that a failure leaves
 * nothing half-written. An empty folder that exists is kept (it may be a mount, or where a shell stands) and
 * filled in the same way.
 *
 * @throws AppError `output-not-empty` when the folder exists and holds anything, or is a file.
 */
export async function writeProjectFolder(project: ServerProject, folder: string): Promise<void> {
  const target = resolve(folder);
  const exists = await isEmptyFolder(target);
  const parent = exists ? target : dirname(target);
  const made = await mkdir(parent, { recursive: true });
  try {
    // Not mkdtemp: its folders are for the owner alone, and this one becomes the project's.
    const temporary = join(parent, `.${basename(target)}-${randomUUID()}`);
    await mkdir(temporary);
    try {
      await writeFiles(project, temporary);
      if (exists) await moveEntries(temporary, target);
      else await renameTo(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** True for an empty folder, false when nothing is there; anything else is refused. */
async function isEmptyFolder(target: string): Promise<boolean> {
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return false;
  if (!found.isDirectory()) throw notEmpty(target, 'is a file');
  if ((await readdir(target)).length > 0) throw notEmpty(target, 'is not empty');
  return true;
}

async function writeFiles(project: ServerProject, root: string): Promise<void> {
  const folders = new Set<string>();
  for (const path of project.files.keys()) {
    if (pathFault(path) !== undefined) throw new Error(`Not a project path: ${JSON.stringify(path)}`);
    folders.add(dirname(path));
  }
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
  for (const [path, text] of project.files) await writeFile(join(root, path), text, { flag: 'wx' });
}

async function renameTo(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') throw notEmpty(target, 'was filled meanwhile');
    throw error;
  }
}

/** Moves what a temporary folder holds up into the target that contains it. */
async function moveEntries(temporary: string, target: string): Promise<void> {
  const moved: string[] = [];
  try {
    for (const name of await readdir(temporary)) {
      await rename(join(temporary, name), join(target, name));
      moved.push(name);
    }
    await rmdir(temporary);
  } catch (error) {
    for (const name of moved) await rm(join(target, name), { recursive: true, force: true });
    throw error;
  }
}

function notEmpty(target: string, state: string): AppError {
  return new AppError('output-not-empty', { detail: `${target} ${state}.` });
}
