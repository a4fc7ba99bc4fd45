import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#lib/diagnostics';

/** Ours in the system's folder for temporary files, one for each user. */
export const OWN_TEMPORARY = join(tmpdir(), `toolwright-${process.getuid?.() ?? 'hub'}`);

/**
 * Makes a folder in which nobody else can write. In a place where all may write, somebody could have been first.
 *
 * @param mode 0o700, or 0o711 where other users pass through to what they are told the name of
 * @throws AppError `internal`
 */
export async function makeOwnFolder(folder: string, mode: 0o700 | 0o711): Promise<void> {
  await mkdir(folder, { recursive: true, mode });
  const info = await lstat(folder);
  const isOurs = info.isDirectory() && (process.getuid === undefined || info.uid === process.getuid());
  if (!isOurs || (info.mode & 0o022) !== 0)
    throw new AppError('internal', { detail: `${folder} belongs to somebody else.` });
  await chmod(folder, mode);
}
