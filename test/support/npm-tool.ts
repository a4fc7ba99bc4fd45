import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/toolwright-test-tools', import.meta.url));

/** Programs that only tests run and that are too heavy for everybody's install. */
export const NPM_TOOLS = {
  conformance: '@modelcontextprotocol/conformance@0.2.0-alpha.12',
  'inspector-1': '@modelcontextprotocol/inspector@1.0.3',
  'inspector-2': '@modelcontextprotocol/inspector@2.12.0',
  mcporter: 'mcporter@0.12.3',
  mcpb: '@anthropic-ai/mcpb@2.1.2',
} as const;

/** Some of them say that they want a newer Node than they do: `npm test` itself would hand its strictness down. */
const NPM_OPTIONS = [
  '--no-engine-strict',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--fetch-retries=0',
  '--fetch-timeout=60000',
];

export type NpmTool = keyof typeof NPM_TOOLS;

/** The folder of an installed tool's package; installed at the first need, undefined where no registry answers. */
export async function npmTool(name: NpmTool): Promise<string | undefined> {
  const wanted = NPM_TOOLS[name];
  const home = join(CACHE, wanted.replaceAll(/[^\w.-]+/gu, '_'));
  const folder = join(home, 'node_modules', wanted.slice(0, wanted.lastIndexOf('@')));
  if (existsSync(folder)) return folder;
  const partial = `${home}.${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, 'package.json'), '{"private":true}');
    await run('npm', ['install', wanted, ...NPM_OPTIONS], { cwd: partial, timeout: 240_000 });
    // Whoever is first wins; the others find it there.
    await rename(partial, home).catch(() => undefined);
  } catch {
    return undefined;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return existsSync(folder) ? folder : undefined;
}
