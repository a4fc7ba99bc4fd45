import { Lab, type Driver } from '../support/lab/lab.js';
import type { Outcome } from '../support/lab/outcomes.js';
import { canaries } from './canaries.js';
import { idleWake } from './idle-wake.js';
import { kills } from './kills.js';
import { badReleases, redeploys } from './redeploys.js';

export interface ChaosCounts {
  /** Of each kind of kill. */
  readonly kills: number;
  readonly redeploys: number;
  readonly badReleases: number;
  readonly wakes: number;
}

export const FULL: ChaosCounts = { kills: 10, redeploys: 50, badReleases: 20, wakes: 10 };
export const SHORT: ChaosCounts = { kills: 1, redeploys: 5, badReleases: 5, wakes: 1 };

/** How long a bad release is waited for, in seconds; a good one takes a tenth of it. */
const START_TIMEOUT_S = '8';

/** Parts by name; those of one driver share a lab, which the last one closes. */
export function chaosParts(
  driver: Driver,
  counts: ChaosCounts,
): (readonly [string, (lab: Lab) => Promise<Outcome[]>])[] {
  return [
    [`${driver}: kills`, (lab) => kills(lab, counts.kills)],
    [`${driver}: redeploys`, (lab) => redeploys(lab, counts.redeploys)],
    [`${driver}: bad releases`, (lab) => badReleases(lab, counts.badReleases)],
    [`${driver}: idle`, (lab) => idleWake(lab, counts.wakes)],
    [`${driver}: canaries`, (lab) => canaries(lab)],
  ];
}

export function openLab(driver: Driver): Promise<Lab> {
  return Lab.open(driver, { TOOLWRIGHT_START_TIMEOUT_S: START_TIMEOUT_S });
}
