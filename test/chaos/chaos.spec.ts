import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DRIVERS, driversHere, type Lab } from '../support/lab/lab.js';
import { isMet } from '../support/lab/outcomes.js';
import { titled } from '../support/requirements.js';
import { chaosParts, openLab, SHORT } from './chaos.js';

for (const driver of DRIVERS) {
  const needs = driversHere()[driver];
  describe.skipIf(!needs.available)(titled(`deployments in chaos: ${driver}`, needs), () => {
    let lab: Lab;

    beforeAll(async () => {
      lab = await openLab(driver);
    });

    afterAll(async () => {
      await lab?.close();
    });

    it.each(chaosParts(driver, SHORT))('%s', async (_name, part) => {
      const outcomes = await part(lab);
      // How long something took is measured by `npm run chaos`; that it came back is what counts here.
      const judged = outcomes.filter(({ unit }) => unit !== 'ms');
      expect(judged.filter((outcome) => isMet(outcome) === false)).toEqual([]);
      expect(outcomes.length).toBeGreaterThan(0);
    });
  });
}
