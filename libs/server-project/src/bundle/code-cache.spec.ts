import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { smallToolSet } from '../../../../test/support/tool-sets.js';
import { bundleProject, tryBundle, type ServerBundle } from '../bundle-project.js';
import { renderProject, type ServerProject } from '../render-project.js';
import { makeCodeCaches } from './code-cache.js';
import { CACHE_SUFFIX } from './loader/cache-file.js';

const run = promisify(execFile);

describe('the code caches of a bundle', () => {
  let folder = '';
  let project: ServerProject;
  let bundle: ServerBundle;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'code-cache-'));
    project = await renderProject(smallToolSet());
    bundle = await bundleProject(project);
    for (const [path, bytes] of bundle.files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
  }, 60_000);
  afterAll(async () => rm(folder, { recursive: true }));

  /** Of the part that is loaded first, in a server that only says its version. */
  async function stateOfMain(flags: string[] = [], options = ''): Promise<unknown> {
    const { stdout, stderr } = await run(
      process.execPath,
      [...flags, join(folder, 'server.cjs'), '--version'],
      {
        env: { LOG_LEVEL: 'debug', ...(options === '' ? {} : { NODE_OPTIONS: options }) },
        timeout: 10_000,
      },
    );
    expect(stdout).toBe('2.1\n');
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { part: string; cache: string });
    return lines.find(({ part }) => part === 'main.cjs')?.cache;
  }

  it('are there for what a start, a list and a call need, and are used', async () => {
    expect(bundle.problem).toBeUndefined();
    const cached = [...bundle.files.keys()].filter((path) => path.endsWith(CACHE_SUFFIX));
    for (const part of [/^main\.cjs/u, /^serve-/u, /^mcp-handler-/u, /^undici-/u, /^2020-/u])
      expect(cached.filter((path) => part.test(path))).toHaveLength(1);
    for (const part of [/^tracing-/u, /^server\.cjs/u])
      expect(cached.filter((path) => part.test(path))).toHaveLength(0);
    expect(await stateOfMain()).toBe('used');
  });

  it('are used under limits of memory, and under no other flags', async () => {
    expect(await stateOfMain(['--max-old-space-size=80'])).toBe('used');
    expect(await stateOfMain(['--max_old_space_size=80'], '--max-semi-space-size=4')).toBe('used');
    expect(await stateOfMain([], '--stack-trace-limit=20')).toBe('rejected');
    expect(await stateOfMain(['--max-old-space-size=80', '--no-opt'])).toBe('rejected');
  });

  it('hold no place of the machine that made them', async () => {
    for (const [path, bytes] of bundle.files)
      if (path.endsWith(CACHE_SUFFIX))
        expect(Buffer.from(bytes).includes('toolwright-cache-'), path).toBe(false);
  });

  describe('that do not fit', () => {
    const main = () => join(folder, 'main.cjs');
    const cache = () => `${main()}${CACHE_SUFFIX}`;
    afterEach(async () => {
      await writeFile(main(), bundle.files.get('main.cjs')!);
      await writeFile(cache(), bundle.files.get(`main.cjs${CACHE_SUFFIX}`)!);
    });

    it.each([
      ['header', 9],
      ['instructions', 2_000],
      ['fingerprint', 1],
    ])('are left alone when their %s is damaged', async (_what, at) => {
      const bytes = await readFile(cache());
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x55, at);
      await writeFile(cache(), bytes);
      expect(await stateOfMain()).toBe('stale');
    });

    it('are left alone when they are cut, empty or not there', async () => {
      await writeFile(cache(), (await readFile(cache())).subarray(0, 1_000));
      expect(await stateOfMain()).toBe('stale');
      await writeFile(cache(), '');
      expect(await stateOfMain()).toBe('stale');
      await rm(cache());
      expect(await stateOfMain()).toBe('none');
    });

    it('are left alone for other code of the same length', async () => {
      const code = await readFile(main(), 'utf8');
      const other = code.replace('Usage', 'USAGE');
      expect(other).not.toBe(code);
      await writeFile(main(), other);
      expect(await stateOfMain()).toBe('stale');
      const { stdout } = await run(process.execPath, [join(folder, 'server.cjs'), '--help']);
      expect(stdout).toContain('USAGE');
    });
  });

  it("are not made where any code is not this program's own: it is not run", async () => {
    const custom = 'src/custom/index.ts';
    const ownersCode = new Map(project.files).set(
      custom,
      `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, ''); export default {};`,
    );
    const added = new Map(project.files).set('src/custom/more.ts', '');
    const changed = new Map(project.files).set(
      'src/runtime/log.ts',
      `${project.files.get('src/runtime/log.ts')} `,
    );
    for (const files of [ownersCode, added, changed]) {
      const { files: made, problem } = await bundleProject({ ...project, files });
      expect(problem).toBeUndefined();
      expect([...made.keys()].filter((path) => path.endsWith(CACHE_SUFFIX))).toEqual([]);
    }
    await expect(readFile(join(folder, 'ran'))).rejects.toThrow('ENOENT');
  }, 30_000);

  it('change the version of a bundle by being there, not by their bytes', async () => {
    const again = await makeCodeCaches(new Map([...bundle.files].filter(([path]) => path.endsWith('.cjs'))));
    expect([...again.files.keys()]).toEqual(
      [...bundle.files.keys()].filter((path) => path.endsWith(CACHE_SUFFIX)).toSorted(),
    );
    await tryBundle(project);
    expect((await bundleProject(project)).version).toBe(bundle.version);
  }, 30_000);

  it('are missed with a reason where the code does not serve', async () => {
    const wrap = (code: string) => new TextEncoder().encode(`(function () { ${code} })`);
    const ends = await makeCodeCaches(new Map([['main.cjs', wrap('throw new Error("broken")')]]));
    expect(ends.files.size).toBe(0);
    expect(ends.problem).toContain('broken');
  });
});
