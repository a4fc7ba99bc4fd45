import { readOptions, report, runParts } from '../support/lab/command.js';
import { soak } from './soak.js';

const CYCLES = { short: 25, full: 1_000 };
const AT_ONCE = 4;

const options = readOptions('soak', process.argv.slice(2));
const cycles = options.cycles ?? (options.short ? CYCLES.short : CYCLES.full);
const outcomes = await runParts(
  options.drivers.map((driver) => [driver, () => soak({ driver, cycles, atOnce: AT_ONCE })] as const),
);
process.exitCode = await report('soak', outcomes, options);
