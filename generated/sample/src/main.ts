#!/usr/bin/env node
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { runCli } from './runtime/cli.js';

/** Beside this file in a bundle, at the top of the project otherwise. */
const beside = fileURLToPath(new URL('./data', import.meta.url));
const isBundle = existsSync(beside);
const dataDir = isBundle ? beside : fileURLToPath(new URL('../../data', import.meta.url));

// Node 22.8 and newer keep what they compile, for the next start; a bundle brings its own.
if (!isBundle) (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

void runCli(process.argv.slice(2), { dataDir, loadCustom: () => import('./custom/index.js') });
