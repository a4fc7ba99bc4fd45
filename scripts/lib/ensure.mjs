import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, tool, TSC } from './paths.mjs';
import { step } from './progress.mjs';
import { runQuiet } from './run.mjs';

const OLDEST_NODE = [20, 19];
const SOURCES = [
  'apps',
  'docs',
  'libs',
  'test/bench',
  'test/chaos',
  'test/fidelity',
  'test/soak',
  'test/support',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

/** A failure whose text is meant for the person at the terminal. */
export class SetupError extends Error {}

/** Installs and builds what is missing or out of date; quick when nothing is. */
export async function ensureReady() {
  requireNode();
  await ensureInstalled();
  await ensureBuilt();
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantMajor, wantMinor] = OLDEST_NODE;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  throw new SetupError(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
}

export async function ensureInstalled() {
  const marker = join(ROOT, 'node_modules', '.toolwright-lock');
  const lock = createHash('sha256')
    .update(await readFile(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if ((await readFile(marker, 'utf8').catch(() => '')) === lock) return;
  await step('Installing packages', async () => {
    // Not `npm ci`: it wants a lock entry for every platform's optional binaries, and a registry mirror may lack some.
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await runQuiet('npm', ['install', ...options]);
    if (code !== 0)
      throw new SetupError(`npm install failed:\n${output.split(/\n.*Usage:/)[0].slice(0, 4000)}`);
  });
  await writeFile(marker, lock);
}

export async function ensureBuilt() {
  const marker = join(ROOT, 'dist', '.built');
  const newest = await newestOf(SOURCES.map((name) => join(ROOT, name)));
  const built = await stat(marker).then(
    (info) => info.mtimeMs,
    () => 0,
  );
  if (built > newest) return;
  const started = new Date();
  await step('Building', async () => {
    const { code, output } = await runQuiet(process.execPath, [
      TSC,
      '--project',
      'tsconfig.build.json',
      '--pretty',
      'false',
    ]);
    if (code !== 0) throw new SetupError(`The build failed:\n${output.slice(0, 4000)}`);
  });
  await step('Building the pages', async () => {
    const { code, output } = await runQuiet(tool('vite'), ['build', 'apps/web', '--logLevel', 'warn']);
    if (code !== 0) throw new SetupError(`The build of the pages failed:\n${output.slice(0, 4000)}`);
  });
  await writeFile(marker, '');
  // What was saved during the build counts as not built yet.
  await utimes(marker, started, started);
}

/** Time of the youngest file below the given paths, in milliseconds. */
async function newestOf(paths) {
  const times = await Promise.all(paths.map(newestTime));
  return Math.max(0, ...times);
}

async function newestTime(path) {
  if (!existsSync(path)) return 0;
  const info = await stat(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(path, { withFileTypes: true });
  return newestOf(entries.filter(({ name }) => name !== 'node_modules').map(({ name }) => join(path, name)));
}

/** Runs a script's main function; a SetupError is shown as it is, anything else with its stack. */
export async function main(task) {
  try {
    await task();
  } catch (error) {
    process.stderr.write(
      `\n${error instanceof SetupError ? error.message : (error?.stack ?? String(error))}\n`,
    );
    process.exitCode = 1;
  }
}
