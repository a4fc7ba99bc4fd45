import { readFile } from 'node:fs/promises';
import type { ContainerUsage } from '../container-runtime.js';

/** Of the kernel's clock as programs see it (`USER_HZ`): 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` counted behind the name, which may hold anything (proc(5)): 14 and 15. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** @returns undefined when there is no such process, or where there is no `/proc` */
export async function processUsage(pid: number): Promise<ContainerUsage | undefined> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => undefined);
  const [stat, status] = await Promise.all([read('stat'), read('status')]);
  const memory = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  if (stat === undefined || memory === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, memoryBytes: Number(memory) * 1024, at: new Date() };
}
