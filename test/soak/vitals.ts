import { readFileSync } from 'node:fs';
import { openFiles } from '../support/lab/census.js';
import { quantile } from '../support/lab/outcomes.js';

/** What a process holds. */
export interface Vitals {
  readonly memoryMb: number;
  readonly files: number;
}

/** Growth of a process that is no leak: of its memory in MB or as a share, whichever is more, and of its open files. */
const MEMORY_MB = 32;
const MEMORY_SHARE = 0.15;
const FILES = 8;
/** The first samples are of a process that still fills its caches. */
const WARM_UP = 0.2;

export function vitalsOf(pid: number): Vitals {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { memoryMb: Number(kilobytes) / 1024, files: openFiles(pid).length };
}

/** From the median of the first fifth after the warm-up to that of the last fifth, and the most that it may be. */
export interface Growth {
  readonly grownBy: number;
  readonly from: number;
  readonly to: number;
  readonly atMost: number;
}

export function growth(samples: readonly Vitals[], what: keyof Vitals): Growth {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP)).map((sample) => sample[what]);
  const fifth = Math.max(1, Math.floor(warm.length / 5));
  const from = quantile(warm.slice(0, fifth), 0.5);
  const to = quantile(warm.slice(-fifth), 0.5);
  const atMost = what === 'files' ? FILES : Math.max(MEMORY_MB, Math.round(from * MEMORY_SHARE));
  return { grownBy: to - from, from, to, atMost };
}
