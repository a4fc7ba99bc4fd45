#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './runtime/cli.js';

/** Beside this file in a bundle, at the top of the project otherwise. */
const beside = fileURLToPath(new URL('./data', import.meta.url));
const dataDir = existsSync(beside) ? beside : fileURLToPath(new URL('../../data', import.meta.url));

void runCli(process.argv.slice(2), { dataDir, loadCustom: () => import('./custom/index.js') });
