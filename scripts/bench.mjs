import { join } from 'node:path';
import { ensureReady, main } from './lib/ensure.mjs';
import { ROOT } from './lib/paths.mjs';
import { runVisible } from './lib/run.mjs';

await main(async () => {
  await ensureReady();
  process.exitCode = await runVisible(process.execPath, [join(ROOT, 'dist', 'test', 'bench', 'bench.js')]);
});
