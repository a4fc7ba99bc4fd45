import { describe, expect, it } from 'vitest';
import { DRIVERS, driversHere } from '../support/lab/lab.js';
import { titled } from '../support/requirements.js';
import { soak } from './soak.js';
import { growth } from './vitals.js';

/** Of the outcomes that say that something is wrong; how fast it went is no test. */
const WRONG = /^(failed cycles|left behind|create, call, delete|growth of the hub's open files)/;

describe('deployments that come and go', () => {
  for (const driver of DRIVERS) {
    const needs = driversHere()[driver];
    it.skipIf(!needs.available)(titled(`leave nothing behind: ${driver}`, needs), async () => {
      const outcomes = await soak({ driver, cycles: 25, atOnce: 4 });
      const judged = outcomes.filter(({ what }) => WRONG.test(what));
      expect(judged.length).toBeGreaterThanOrEqual(8);
      for (const { what, value, atMost, atLeast, notes } of judged)
        expect({
          what,
          notes,
          isMet: atLeast === undefined ? value <= atMost! : value >= atLeast,
        }).toMatchObject({
          isMet: true,
        });
    });
  }
});

describe('growth', () => {
  const samples = (memory: (index: number) => number) =>
    Array.from({ length: 100 }, (_, index) => ({ memoryMb: memory(index), files: 20 }));

  it('is none where a process fills its caches and then holds still', () => {
    const { grownBy, atMost } = growth(
      samples((index) => (index < 20 ? 100 + index * 5 : 200 + (index % 7))),
      'memoryMb',
    );
    expect(grownBy).toBeLessThan(atMost);
  });

  it('is beyond its bound where every cycle keeps a megabyte', () => {
    const { grownBy, atMost } = growth(
      samples((index) => 200 + index),
      'memoryMb',
    );
    expect(grownBy).toBeGreaterThan(atMost);
  });
});
