import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#lib/diagnostics';
import { isAlive } from './process-state.js';

/**
 * Keeps a data directory to one hub. The lock names the process and when it started, so that a killed
 * hub's lock is seen to be stale even when its process id was given to another process.
 *
 * @returns A function that gives the directory free
 * @throws AppError `state-conflict` when another hub uses it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'hub.lock');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const own = `${process.pid} ${await startOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(path, own, { flag: 'wx', mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = (await readFile(path, 'utf8').catch(() => '')).trim();
    const pid = Number(holder.split(' ')[0]);
    if (pid > 0 && isAlive(pid) && holder === `${pid} ${await startOf(pid)}`) {
      throw new AppError('state-conflict', {
        detail: `Another hub (process ${pid}) uses the data folder ${dataDir}. Stop it, or set TOOLWRIGHT_DATA_DIR.`,
      });
    }
    await rm(path, { force: true });
  }
  throw new AppError('state-conflict', { detail: `The data folder ${dataDir} cannot be locked.` });
}

/** Start time in clock ticks (proc(5), field 22), where the system tells it. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
