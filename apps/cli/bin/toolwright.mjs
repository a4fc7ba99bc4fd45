#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** In a checkout what is missing is installed and built first; messages go to standard error. */
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const ensure = join(root, 'scripts', 'lib', 'ensure.mjs');
if (existsSync(ensure)) {
  const { ensureReady, main } = await import(pathToFileURL(ensure).href);
  await main(ensureReady);
}
if (process.exitCode === undefined) {
  const { main } = await import(pathToFileURL(join(root, 'dist', 'apps', 'cli', 'src', 'main.js')).href);
  await main(process.argv);
}
