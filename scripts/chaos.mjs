import { join } from 'node:path';
import { ensureReady, main } from './lib/ensure.mjs';
import { ROOT } from './lib/paths.mjs';
import { runVisible } from './lib/run.mjs';

/** `npm run chaos -- --short --write-docs`: what happens to calls while servers, hub and engine are killed and replaced. */
await main(async () => {
  await ensureReady();
  const suite = join(ROOT, 'dist', 'test', 'chaos', 'main.js');
  process.exitCode = await runVisible(process.execPath, [suite, ...process.argv.slice(2)]);
});
