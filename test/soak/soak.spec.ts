import { describe, expect, it } from 'vitest';
import { DRIVERS, driversHere } from '../support/lab/lab.js';
import { isMet } from '../support/lab/outcomes.js';
import { titled } from '../support/requirements.js';
import { soak } from './soak.js';
import { memoryGrowth } from './vitals.js';

/** Of the outcomes that say that something is wrong; how fast it went is no test. */
const WRONG = /^(failed cycles|left behind|create, call, delete|growth of the hub's open files)/;

describe('deployments that come and go', () => {
  for (const driver of DRIVERS) {
    const needs = driversHere()[driver];
    it.skipIf(!needs.available)(titled(`leave nothing behind: ${driver}`, needs), async () => {
      const outcomes = await soak({ driver, cycles: 25, atOnce: 4 });
      const judged = outcomes.filter(({ what }) => WRONG.test(what));
      expect(judged.length).toBeGreaterThanOrEqual(8);
      expect(judged.filter((outcome) => isMet(outcome) !== true)).toEqual([]);
    });
  }
});

describe('growth', () => {
  const samples = (memory: (index: number) => number) =>
    Array.from({ length: 100 }, (_, index) => memory(index));

  it('is none where a process fills its caches and then holds still', () => {
    const { grownBy, atMost } = memoryGrowth(
      samples((index) => (index < 20 ? 100 + index * 5 : 200 + (index % 7))),
    );
    expect(grownBy).toBeLessThan(atMost);
  });

  it('is beyond its bound where every cycle keeps a megabyte', () => {
    const { grownBy, atMost } = memoryGrowth(samples((index) => 200 + index));
    expect(grownBy).toBeGreaterThan(atMost);
  });
});
