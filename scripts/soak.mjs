import { join } from 'node:path';
import { ensureReady, main } from './lib/ensure.mjs';
import { ROOT } from './lib/paths.mjs';
import { runVisible } from './lib/run.mjs';

/** `npm run soak -- --cycles 100 --driver process`: deployments made, called and deleted again and again. */
await main(async () => {
  await ensureReady();
  const suite = join(ROOT, 'dist', 'test', 'soak', 'main.js');
  process.exitCode = await runVisible(process.execPath, [suite, ...process.argv.slice(2)]);
});
