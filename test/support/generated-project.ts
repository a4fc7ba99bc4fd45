import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeProjectFolder, type ServerProject } from '#lib/server-project';

const run = promisify(execFile);

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const COMPILER = join(PACKAGES, 'typescript7/bin/tsc');

/**
 * Writes a project and lends it packages: this repository's, whose versions are the same, so that nothing is installed.
 * The linters are not among them.
 */
export async function writeLinkedProject(
  project: ServerProject,
  folder: string,
  packages: string = PACKAGES,
): Promise<void> {
  await writeProjectFolder(project, folder);
  await symlink(packages, join(folder, 'node_modules'), 'dir');
}

/** Runs one of the project's npm scripts; what it prints is in the error. */
export async function runScript(folder: string, name: string): Promise<string> {
  try {
    const { stdout } = await run('npm', ['run', name], {
      cwd: folder,
      timeout: 150_000,
      env: cleanEnvironment(),
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`npm run ${name} fails:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Compiles with the project's own settings; the compiler's words are in the error. */
export async function compileProject(folder: string): Promise<void> {
  try {
    await run(process.execPath, [COMPILER, '-p', folder], { timeout: 120_000 });
  } catch (error) {
    throw new Error(`The project does not compile:\n${(error as { stdout: string }).stdout}`, {
      cause: error,
    });
  }
}

/** Runs the built project's own tests; gives what they print. */
export async function testProject(folder: string): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, ['--test', 'dist/test/server.test.js'], {
      cwd: folder,
      timeout: 150_000,
      maxBuffer: 64 * 1024 * 1024,
      env: cleanEnvironment(),
    });
    return stdout;
  } catch (error) {
    throw new Error(`The project's tests fail:\n${(error as { stdout: string }).stdout}`, { cause: error });
  }
}

/** Without what this test run would tell another test runner. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, NODE_ENV: _mode, ...rest } = process.env;
  return rest;
}
