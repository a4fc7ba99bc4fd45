import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#lib/diagnostics';
import { pathFault } from '../project/project-files.js';

/** Inside the project, so that every step is a rename on one file system. It is there only while files are swapped. */
const WORKSHOP = '.toolwright-next';
const JOURNAL = 'journal.json';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a run is about to do, so that another run can undo it. */
interface Journal {
  /** `existed`: the old file is kept until all is done. */
  readonly steps: readonly { readonly path: string; readonly existed: boolean }[];
}

const JOURNAL_SCHEMA = z.object({
  steps: z.array(
    z.object({ path: z.string().refine((path) => pathFault(path) === undefined), existed: z.boolean() }),
  ),
});

export interface FileChanges {
  /** Relative POSIX path to text. */
  readonly written: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

/**
 * Changes files of a folder all together: the new ones are written aside, then swapped in by renames, the old ones kept
 * until the last. A failure puts everything back; after a kill or a power cut, {@link undoInterrupted} does.
 */
export async function swapFiles(root: string, changes: FileChanges): Promise<void> {
  await undoInterrupted(root);
  if (changes.written.size + changes.removed.length === 0) return;
  const workshop = join(root, WORKSHOP);
  try {
    await mkdir(workshop);
    for (const [path, text] of changes.written) {
      await mkdir(dirname(join(workshop, 'new', path)), { recursive: true });
      await writeFile(join(workshop, 'new', path), text, { flag: 'wx' });
    }
    const journal = journalOf(root, changes);
    await writeJournal(workshop, journal);
    withSignalsHeld(() => swap(root, workshop, journal));
  } catch (error) {
    await undoInterrupted(root);
    throw error;
  }
  await rm(workshop, { recursive: true });
  for (const path of changes.removed) await removeEmpty(root, dirname(path));
}

function journalOf(root: string, { written, removed }: FileChanges): Journal {
  const paths = [...written.keys(), ...removed];
  return { steps: paths.map((path) => ({ path, existed: existsSync(join(root, path)) })) };
}

/** On the disk before the first rename: it appears whole or not at all. */
async function writeJournal(workshop: string, journal: Journal): Promise<void> {
  const file = await open(join(workshop, `${JOURNAL}.part`), 'wx');
  try {
    await file.writeFile(JSON.stringify(journal));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(workshop, `${JOURNAL}.part`), join(workshop, JOURNAL));
}

function swap(root: string, workshop: string, { steps }: Journal): void {
  for (const { path, existed } of steps) {
    if (existed) move(join(root, path), join(workshop, 'old', path));
    if (existsSync(join(workshop, 'new', path))) move(join(workshop, 'new', path), join(root, path));
  }
  // From here on the new project holds.
  rmSync(join(workshop, JOURNAL));
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/**
 * Puts a folder back as it was before a run that did not come to its end; nothing where there was none.
 *
 * @throws AppError `project-too-old` where what lies there was written by something else
 */
export async function undoInterrupted(root: string): Promise<void> {
  const workshop = join(root, WORKSHOP);
  const text = await readFile(join(workshop, JOURNAL), 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const journal = readJournal(root, text);
    withSignalsHeld(() => undo(root, workshop, journal));
    for (const { path, existed } of journal.steps) if (!existed) await removeEmpty(root, dirname(path));
  }
  await rm(workshop, { recursive: true, force: true });
}

/** A journal may have come with somebody else's folder: nothing is moved through a link, or out of the project. */
function readJournal(root: string, text: string): Journal {
  try {
    const journal = JOURNAL_SCHEMA.parse(JSON.parse(text));
    for (const { path } of journal.steps)
      for (const place of [path, `${WORKSHOP}/new/${path}`, `${WORKSHOP}/old/${path}`])
        refuseLinks(root, place);
    return journal;
  } catch (error) {
    const detail = `${join(root, WORKSHOP, JOURNAL)} cannot be used; look what it is and remove the folder.`;
    throw new AppError('project-too-old', { detail, cause: error });
  }
}

function refuseLinks(root: string, path: string): void {
  const folders = path.split('/').slice(0, -1);
  for (const index of folders.keys()) {
    const found = lstatSync(join(root, ...folders.slice(0, index + 1)), { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === true) throw new Error(`${path} leads through a link`);
  }
}

/** May be broken off and done again: each step looks at what is there. */
function undo(root: string, workshop: string, { steps }: Journal): void {
  for (const { path, existed } of steps.toReversed()) {
    const [target, old] = [join(root, path), join(workshop, 'old', path)];
    if (existed && existsSync(old)) move(old, target);
    if (!existed && !existsSync(join(workshop, 'new', path))) rmSync(target, { force: true });
  }
  rmSync(join(workshop, JOURNAL));
}

/** A signal during the few milliseconds of renames is ignored: the run is over then anyway. */
function withSignalsHeld(task: () => void): void {
  const ignore = () => undefined;
  for (const signal of SIGNALS) process.on(signal, ignore);
  try {
    task();
  } finally {
    for (const signal of SIGNALS) process.off(signal, ignore);
  }
}

/** Removes a folder and those above it, up to the root, as long as they are empty. */
async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let path = folder; path !== '.' && path !== '/'; path = dirname(path)) {
    const isGone = await rmdir(join(root, path)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
    if (!isGone) return;
  }
}
