import { join } from 'node:path';
import { ensureReady, main } from './lib/ensure.mjs';
import { ROOT } from './lib/paths.mjs';
import { runVisible } from './lib/run.mjs';

/** `npm run fidelity -- --only <text>` runs the groups and cases whose name or call holds the text. */
await main(async () => {
  await ensureReady();
  const suite = join(ROOT, 'dist', 'test', 'fidelity', 'main.js');
  process.exitCode = await runVisible(process.execPath, [suite, ...process.argv.slice(2)]);
});
