import { readFileSync } from 'node:fs';
import { quantile } from '../support/lab/outcomes.js';

/** From one figure to a later one, and the most that it may have grown by. */
export interface Growth {
  readonly grownBy: number;
  readonly from: number;
  readonly to: number;
  readonly atMost: number;
}

/** Growth of a process that is no leak: of its memory in MB or as a share, whichever is more, and of its open files. */
const MEMORY_MB = 32;
const MEMORY_SHARE = 0.15;
const FILES = 8;
/** The first samples are of a process that still fills its caches. */
const WARM_UP = 0.2;

/** What a process holds in memory, in MB. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** @param samples In MB, one a cycle: from the median of the first fifth after the warm-up to that of the last fifth */
export function memoryGrowth(samples: readonly number[]): Growth {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const fifth = Math.max(1, Math.floor(warm.length / 5));
  const from = quantile(warm.slice(0, fifth), 0.5);
  const to = quantile(warm.slice(-fifth), 0.5);
  return { grownBy: to - from, from, to, atMost: Math.max(MEMORY_MB, Math.round(from * MEMORY_SHARE)) };
}

/** Of open files while nothing is going on: cycles under way hold some, now more and now fewer. */
export function filesGrowth(from: number, to: number): Growth {
  return { grownBy: to - from, from, to, atMost: FILES };
}
