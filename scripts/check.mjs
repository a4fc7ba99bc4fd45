import { ensureInstalled, main, SetupError } from './lib/ensure.mjs';
import { TSC, tool } from './lib/paths.mjs';
import { runQuiet } from './lib/run.mjs';

/** Quick and without services; every step runs even when an earlier one fails. */
const STEPS = [
  ['format', tool('prettier'), ['--check', '.']],
  ['lint', tool('oxlint'), []],
  ['arrows', tool('depcruise'), ['apps', 'libs', '--output-type', 'err']],
  ['types', process.execPath, [TSC, '--noEmit', '--pretty', 'false']],
  ['page types', process.execPath, [TSC, '--noEmit', '--pretty', 'false', '--project', 'apps/web']],
  ['unit', tool('vitest'), ['run', '--project', 'unit']],
  ['golden', tool('vitest'), ['run', '--project', 'golden']],
];

await main(async () => {
  await ensureInstalled();
  const wanted = process.argv.slice(2);
  const steps = STEPS.filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const failed = [];
  for (const [name, command, args] of steps) {
    const started = Date.now();
    const { code, output } = await runQuiet(command, args);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
    if (code === 0) continue;
    failed.push(name);
    process.stdout.write(`${output.trim()}\n`);
  }
  if (failed.length > 0) throw new SetupError(`Failed: ${failed.join(', ')}.`);
});
