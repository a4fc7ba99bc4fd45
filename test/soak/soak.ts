import { leftovers, openFiles, takeCensus } from '../support/lab/census.js';
import { Lab, type Driver } from '../support/lab/lab.js';
import type { Outcome } from '../support/lab/outcomes.js';
import { callPetAt } from '../support/lab/steady-clients.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesGrowth, memoryGrowth, residentMb, type Growth } from './vitals.js';

export interface SoakOptions {
  readonly driver: Driver;
  readonly cycles: number;
  /** Cycles at a time. */
  readonly atOnce: number;
}

/** No further cycle is begun after this, in milliseconds. */
const LIMIT_MS = 60 * 60_000;
/** Rows of calls that other hubs may have to wait for are kept for a minute. */
const SETTLE_LIMIT_MS = 75_000;

/** Makes, calls and deletes deployments, and looks at what is left of them. */
export async function soak({ driver, cycles, atOnce }: SoakOptions): Promise<Outcome[]> {
  const lab = await Lab.open(driver, { TOOLWRIGHT_MAX_BUILDS: String(atOnce) });
  try {
    // The first ones bring what stays: the base image, folders, pools of connections.
    await Promise.all(Array.from({ length: atOnce }, () => cycle(lab)));
    const before = await takeCensus(lab);
    const filesBefore = openFiles(lab.hub.pid).length;
    const samples: number[] = [];
    const failures: string[] = [];
    const started = performance.now();
    let begun = 0;
    const worker = async () => {
      while (begun < cycles && performance.now() - started < LIMIT_MS) {
        begun += 1;
        await cycle(lab).catch((error: unknown) => failures.push(String(error)));
        samples.push(residentMb(lab.hub.pid));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const seconds = (performance.now() - started) / 1_000;
    const left = await settled(lab, before);
    return [
      { driver, what: 'create, call, delete', unit: 'cycles', value: samples.length, atLeast: cycles },
      { driver, what: 'failed cycles', unit: '', value: failures.length, atMost: 0, notes: failures },
      { driver, what: 'pace', unit: 'cycles/s', value: samples.length / seconds },
      ...Object.entries(left).map(([kind, things]) => leftover(driver, kind, things)),
      grown(driver, 'memory', 'MB', memoryGrowth(samples)),
      grown(driver, 'open files', '', filesGrowth(filesBefore, openFiles(lab.hub.pid).length)),
    ];
  } finally {
    await lab.close();
  }
}

async function cycle(lab: Lab): Promise<void> {
  const { id, endpoint } = await lab.deploy();
  try {
    await callPetAt(endpoint);
  } finally {
    await lab.delete(id);
  }
}

/** What is still left after a while, or nothing as soon as nothing is. */
async function settled(lab: Lab, before: Awaited<ReturnType<typeof takeCensus>>) {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const left = leftovers(before, await takeCensus(lab));
    if (Object.values(left).every((things) => things.length === 0) || performance.now() > deadline)
      return left;
    await sleep(500);
  }
}

function leftover(driver: Driver, kind: string, things: readonly string[]): Outcome {
  return {
    driver,
    what: `left behind: ${kind}`,
    unit: '',
    value: things.length,
    atMost: 0,
    notes: things.slice(0, 20),
  };
}

function grown(driver: Driver, what: string, unit: string, { grownBy, from, to, atMost }: Growth): Outcome {
  return {
    driver,
    what: `growth of the hub's ${what}`,
    unit,
    value: Math.round(grownBy),
    atMost,
    min: Math.round(from),
    max: Math.round(to),
  };
}
