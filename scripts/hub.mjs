import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/paths.mjs';

/** Starts a hub that is built already: the command of its image. */
process.chdir(ROOT);
const hub = await import(pathToFileURL(join(ROOT, 'dist', 'apps', 'api', 'src', 'main.js')).href);
await hub.main();
