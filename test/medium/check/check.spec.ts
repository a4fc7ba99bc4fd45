import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COPIED = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.ts',
  '.prettierrc.json',
  '.prettierignore',
  '.gitignore',
  '.oxlintrc.json',
  '.dependency-cruiser.cjs',
  'scripts',
  'libs/diagnostics',
  'libs/api-description',
  'apps/cli/src/exit-codes.ts',
];
const PASSING_TEST = "import { expect, it } from 'vitest';\n\nit('holds', () => expect(1).toBe(1));\n";

/** One break for each step, planted as a file; nothing else in the copy is wrong. */
const BREAKS: readonly { step: string; path: string; text: string; says: string }[] = [
  {
    step: 'format',
    path: 'libs/diagnostics/src/planted.ts',
    text: 'export const  a = "1"\n',
    says: 'planted.ts',
  },
  {
    step: 'lint',
    path: 'libs/diagnostics/src/planted.ts',
    text: 'export const a: any = 1;\n',
    says: 'no-explicit-any',
  },
  {
    step: 'arrows',
    path: 'libs/diagnostics/src/planted.ts',
    text: "export { EXIT_CODES } from '../../../apps/cli/src/exit-codes.js';\n",
    says: 'foundations-import-nothing',
  },
  {
    step: 'types',
    path: 'libs/diagnostics/src/planted.ts',
    text: "export const a: number = '1';\n",
    says: 'TS2322',
  },
  {
    step: 'unit',
    path: 'libs/diagnostics/src/planted.spec.ts',
    text: PASSING_TEST.replace('toBe(1)', 'toBe(2)'),
    says: 'planted.spec.ts',
  },
  {
    step: 'golden',
    path: 'test/golden/planted.spec.ts',
    text: PASSING_TEST.replace('toBe(1)', 'toBe(2)'),
    says: 'planted.spec.ts',
  },
];

describe('npm run check', () => {
  let copy: string;

  beforeAll(async () => {
    // The space tells whether paths are handed on whole.
    copy = join(await mkdtemp(join(tmpdir(), 'toolwright-check-')), 'a copy');
    for (const path of COPIED) await cp(join(ROOT, path), join(copy, path), { recursive: true });
    await plant('test/golden/holds.spec.ts', PASSING_TEST);
    await linkPackages();
  });

  afterAll(() => rm(dirname(copy), { recursive: true, force: true }));

  it('is green where nothing is wrong', async () => {
    const { code, output } = await check(...BREAKS.map(({ step }) => step));
    expect(output).not.toContain('FAILED');
    expect(code).toBe(0);
    expect(output.match(/^ok /gm)).toHaveLength(BREAKS.length);
  });

  it.each(BREAKS)('is red at $step where that is broken', async ({ step, path, text, says }) => {
    await plant(path, text);
    try {
      const { code, output } = await check(step);
      expect(output).toContain(`FAILED ${step}`);
      expect(output).toContain(says);
      expect(code).toBe(1);
    } finally {
      await rm(join(copy, path));
    }
  });

  it('goes on after a failed step and names it at the end', async () => {
    const path = 'libs/diagnostics/src/planted.ts';
    await plant(path, 'export const a: any = 1;\n');
    try {
      const { code, output } = await check('lint', 'types');
      expect(output).toMatch(/FAILED lint[^]*ok +types[^]*Failed: lint\./);
      expect(code).toBe(1);
    } finally {
      await rm(join(copy, path));
    }
  });

  async function plant(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }

  /** A folder of links with a marker of its own, so that no install can reach the real packages. */
  async function linkPackages(): Promise<void> {
    const packages = join(copy, 'node_modules');
    await mkdir(packages);
    for (const name of await readdir(join(ROOT, 'node_modules'))) {
      if (name === '.bin' || !name.startsWith('.'))
        await symlink(join(ROOT, 'node_modules', name), join(packages, name));
    }
    const lock = createHash('sha256').update(await readFile(join(copy, 'package-lock.json')));
    await writeFile(join(packages, '.toolwright-lock'), lock.digest('hex'));
  }

  function check(...steps: string[]): Promise<{ code: number; output: string }> {
    const script = join(copy, 'scripts', 'check.mjs');
    // Vitest's own variables would reach the Vitest that the script starts.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
    const env = { ...Object.fromEntries(inherited), NO_COLOR: '1' };
    return new Promise((resolve) => {
      execFile(process.execPath, [script, ...steps], { env, timeout: 100_000 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      });
    });
  }
});
