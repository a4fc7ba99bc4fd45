import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureReady, main, SetupError } from './lib/ensure.mjs';
import { ROOT, tool } from './lib/paths.mjs';
import { runVisible } from './lib/run.mjs';
import { summarise } from './lib/test-report.mjs';

/** Further arguments go to Vitest: `npm test -- --project unit`. */
await main(async () => {
  await ensureReady();
  const folder = join(ROOT, 'test-results');
  await mkdir(folder, { recursive: true });
  const report = join(folder, 'tests.json');
  await rm(report, { force: true });
  const args = [
    'run',
    '--reporter=default',
    `--reporter=${join(ROOT, 'scripts', 'lib', 'failures-at-once.mjs')}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ];
  const code = await runVisible(tool('vitest'), args);
  const { text, executed, failed } = summarise(JSON.parse(await readFile(report, 'utf8')));
  process.stdout.write(text);
  if (executed === 0) throw new SetupError('No test was executed.');
  process.exitCode = code === 0 && failed === 0 ? 0 : 1;
});
