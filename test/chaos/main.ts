import { readOptions, report, runParts } from '../support/lab/command.js';
import type { Outcome } from '../support/lab/outcomes.js';
import { chaosParts, FULL, openLab, SHORT } from './chaos.js';
import { escapes } from './escape.js';

const options = readOptions('chaos', process.argv.slice(2));
const counts = options.short ? SHORT : FULL;
const outcomes: Outcome[] = [];
for (const driver of options.drivers) {
  const lab = await openLab(driver);
  try {
    const parts = chaosParts(driver, counts).map(([name, part]) => [name, () => part(lab)] as const);
    outcomes.push(...(await runParts(parts, options.only)));
  } finally {
    await lab.close();
  }
}
if (options.drivers.includes('docker'))
  outcomes.push(...(await runParts([['docker: escape', escapes]], options.only)));
process.exitCode = await report('chaos', outcomes, options);
