import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureReady, main } from './lib/ensure.mjs';
import { ROOT } from './lib/paths.mjs';

await main(async () => {
  process.chdir(ROOT);
  await ensureReady();
  const hub = await import(pathToFileURL(join(ROOT, 'dist', 'apps', 'api', 'src', 'main.js')).href);
  await hub.main();
});
