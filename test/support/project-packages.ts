import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ServerProject } from '#lib/server-project';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/toolwright-test-tools', import.meta.url));
const NPM_OPTIONS = [
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--fetch-retries=0',
  '--fetch-timeout=60000',
];

/**
 * The packages of a generated project, as its lock file has them: installed once for all projects of the same lock
 * file. Undefined where no registry answers.
 *
 * @returns a `node_modules` folder to link to
 */
export async function projectPackages(project: ServerProject): Promise<string | undefined> {
  const files = neutralFiles(project);
  const key = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const home = join(CACHE, `project-${key}`);
  const folder = join(home, 'node_modules');
  if (existsSync(folder)) return folder;
  const partial = `${home}.${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    for (const [path, text] of files) await writeFile(join(partial, path), text);
    await run('npm', ['ci', ...NPM_OPTIONS], { cwd: partial, timeout: 240_000 });
    // Whoever is first wins; the others find it there.
    await rename(partial, home).catch(() => undefined);
  } catch {
    return undefined;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return existsSync(folder) ? folder : undefined;
}

type Json = Record<string, unknown>;

/** Without what differs between projects that have the same packages. */
function neutralFiles({ files }: ServerProject): (readonly [string, string])[] {
  const read = (path: string) => JSON.parse(files.get(path) ?? '{}') as Json;
  const own = { name: 'packages', version: '0.0.0', bin: undefined };
  const { engines, dependencies, devDependencies } = read('package.json');
  const lock = read('package-lock.json');
  const packages = lock['packages'] as Record<string, Json>;
  return [
    ['package.json', JSON.stringify({ ...own, engines, dependencies, devDependencies })],
    [
      'package-lock.json',
      JSON.stringify({ ...lock, ...own, packages: { ...packages, '': { ...packages[''], ...own } } }),
    ],
    ['.npmrc', files.get('.npmrc') ?? ''],
  ];
}
