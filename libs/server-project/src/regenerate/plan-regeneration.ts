import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FILE_LIST, parseFileList, textHash } from '../project/file-list.js';
import { RECORD_FILE } from '../project/project-record.js';
import type { ServerProject } from '../render-project.js';
import type { ExistingProject } from './existing-project.js';

/** What becomes of the files of a project that is generated anew. Paths are relative, sorted as generated. */
export interface RegenerationPlan {
  /** To write: new, changed, or deleted by the owner. */
  readonly written: ReadonlyMap<string, string>;
  /** No longer generated, and as they were generated. */
  readonly removed: readonly string[];
  /** Edited by the owner, and no different from the generator's side; or edited and no longer generated. */
  readonly kept: readonly string[];
  /** Would be written over something of the owner's. */
  readonly conflicts: readonly FileConflict[];
}

export interface FileConflict {
  readonly path: string;
  /** `edited` after it was generated; `taken` by a file that the owner made; `blocked` by a link or folder there. */
  readonly reason: 'edited' | 'taken' | 'blocked';
  /** What would be written. */
  readonly text: string;
}

/** What lies at a path: a hash, nothing, or something that is no plain file inside the project. */
type Found = { readonly hash: string } | 'missing' | 'blocked';

interface Draft {
  readonly written: Map<string, string>;
  readonly removed: string[];
  readonly kept: string[];
  readonly conflicts: FileConflict[];
}

/** Compares what was generated, what is there, and what is generated now; looks and changes nothing. */
export async function planRegeneration(
  existing: ExistingProject,
  project: ServerProject,
): Promise<RegenerationPlan> {
  const draft: Draft = { written: new Map(), removed: [], kept: [], conflicts: [] };
  const listed = parseFileList(project.files.get(FILE_LIST) ?? '')?.files ?? {};
  for (const [path, text] of project.files) {
    const file = { path, text, found: await findAt(existing.root, path) };
    if (isAlwaysWritten(path)) planOwnRecord(draft, file);
    else if (path in listed) planFile(draft, file, existing.list.files[path]);
    // The owner's folder is filled once.
    else if (!(await isThere(existing.root, dirname(path)))) draft.written.set(path, text);
  }
  const gone = Object.entries(existing.list.files).filter(([path]) => !project.files.has(path));
  for (const [path, before] of gone) planGone(draft, path, before, await findAt(existing.root, path));
  return draft;
}

interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly found: Found;
}

function planFile(draft: Draft, { path, text, found }: PlannedFile, before: string | undefined): void {
  const now = textHash(text);
  if (found === 'blocked') draft.conflicts.push({ path, reason: 'blocked', text });
  else if (found === 'missing' || (found.hash === before && before !== now)) draft.written.set(path, text);
  else if (found.hash === now) return;
  else if (before === now) draft.kept.push(path);
  else draft.conflicts.push({ path, reason: before === undefined ? 'taken' : 'edited', text });
}

function planGone(draft: Draft, path: string, before: string, found: Found): void {
  if (found === 'missing') return;
  const isSame = found !== 'blocked' && (found.hash === before || path === RECORD_FILE);
  (isSame ? draft.removed : draft.kept).push(path);
}

/** The generator's own; what a person wrote into the record was read and is in the new one. */
function isAlwaysWritten(path: string): boolean {
  return path === FILE_LIST || path === RECORD_FILE;
}

function planOwnRecord(draft: Draft, { path, text, found }: PlannedFile): void {
  if (found === 'blocked') draft.conflicts.push({ path, reason: 'blocked', text });
  else if (found === 'missing' || found.hash !== textHash(text)) draft.written.set(path, text);
}

/**
 * With what would be in conflict beside the owner's file, as `<path>.new`. Conflicts stay where that name is in use,
 * or where nothing can be written.
 */
export async function writtenBeside(
  { root }: ExistingProject,
  plan: RegenerationPlan,
): Promise<RegenerationPlan> {
  const written = new Map(plan.written);
  const conflicts: FileConflict[] = [];
  for (const conflict of plan.conflicts) {
    const beside = `${conflict.path}.new`;
    const found = await findAt(root, beside);
    const isFree = found === 'missing' || (found !== 'blocked' && found.hash === textHash(conflict.text));
    if (conflict.reason === 'blocked') conflicts.push(conflict);
    else if (isFree) written.set(beside, conflict.text);
    else conflicts.push({ ...conflict, path: beside, reason: 'taken' });
  }
  return { ...plan, written, conflicts };
}

/** A link anywhere on the way counts as in the way: what lies behind it is not the project's. */
async function findAt(root: string, path: string): Promise<Found> {
  const segments = path.split('/');
  for (const index of segments.keys()) {
    const found = await lstat(join(root, ...segments.slice(0, index + 1))).catch(() => undefined);
    if (found === undefined) return 'missing';
    const isLast = index === segments.length - 1;
    if (isLast ? !found.isFile() : !found.isDirectory()) return 'blocked';
  }
  return { hash: textHash(await readFile(join(root, path), 'utf8')) };
}

async function isThere(root: string, path: string): Promise<boolean> {
  return (await lstat(join(root, path)).catch(() => undefined)) !== undefined;
}
