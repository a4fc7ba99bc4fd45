import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleProject, type ServerProject } from '#lib/server-project';

const run = promisify(execFile);

const MAIN = `#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { Server } from '@modelcontextprotocol/server';
import { marker } from './custom/index.js';
class Named {}
console.log(JSON.stringify([
  existsSync(new URL('./data/server.json', import.meta.url)), typeof Server, marker, new Named().constructor.name,
]));
`;

function project(marker: string, data = '{}'): ServerProject {
  return {
    name: 'x',
    files: new Map([
      ['README.md', '#'],
      ['data/server.json', data],
      ['src/custom/index.ts', `export const marker: string = ${JSON.stringify(marker)};`],
      ['src/main.ts', MAIN],
      ['test/server.test.ts', 'this is not even TypeScript'],
    ]),
  };
}

describe('bundleProject', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  async function start(files: ReadonlyMap<string, Uint8Array>): Promise<unknown> {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    const { stdout } = await run(process.execPath, [join(folder, 'server.cjs')], {
      cwd: '/',
      timeout: 10_000,
    });
    return JSON.parse(stdout);
  }

  it('makes code that runs where nothing is installed, with its data beside it', async () => {
    const bundle = await bundleProject(project('one'));
    expect([...bundle.files.keys()]).toEqual(['server.cjs', 'main.cjs', 'data/server.json']);
    expect(await start(bundle.files)).toEqual([true, 'function', 'one', 'Named']);
  });

  it('uses a bundle again for other data, not for other sources', async () => {
    const first = await bundleProject(project('one'));
    const otherData = await bundleProject(project('one', '{"a":1}'));
    const otherSource = await bundleProject(project('two'));
    expect(otherData.files.get('main.cjs')).toBe(first.files.get('main.cjs'));
    expect(otherData.version).not.toBe(first.version);
    expect(new TextDecoder().decode(otherData.files.get('data/server.json'))).toBe('{"a":1}');
    expect(await start(otherSource.files)).toEqual([true, 'function', 'two', 'Named']);
  });

  it('brings the sandbox along where the server runs code', async () => {
    const code = project('one', '{"mode":"code"}');
    const files = new Map([...code.files, ['src/runtime/modes/code/sandbox-worker.ts', 'console.log(1);']]);
    const bundle = await bundleProject({ ...code, files });
    expect([...bundle.files.keys()]).toEqual([
      'server.cjs',
      'main.cjs',
      'sandbox-worker.cjs',
      'data/server.json',
    ]);
  });

  it('loads what is imported dynamically when it is wanted: modules, packages of both kinds, and what is not there', async () => {
    const main = `
      const own = () => import('./own.js');
      const { Agent, default: all } = await import('undici');
      const { Ajv2020 } = await import('ajv/dist/2020.js');
      const place = 'node:path';
      const lost = await import('./lost.js').catch((error) => error.code);
      const { join } = await import(place);
      const { default: fs, readFileSync } = await import('node:fs');
      console.log(JSON.stringify([
        (await own()).text, await own() === await own(), typeof Agent, all.Agent === Agent, new Ajv2020().validate({}, 1), lost,
        join('a', 'b'), fs.readFileSync === readFileSync, process.argv.length, __filename.endsWith('main.cjs'),
      ]));
    `;
    const sources = new Map([
      ['src/main.ts', `export {};\n(async () => {${main}})();`],
      ['src/own.ts', `export const text = 'eigen – 名 😀'.replace(/[名😀]/u, '!');`],
      ['src/lost.ts', ''],
    ]);
    const { files } = await bundleProject({ name: 'x', files: sources });
    const parts = [...files.keys()];
    for (const name of [/^own-/u, /^undici-/u, /^2020-/u])
      expect(parts.filter((path) => name.test(path))).toHaveLength(1);
    const left = new Map([...files].filter(([path]) => !path.startsWith('lost-')));
    const expected = ['eigen – ! 😀', true, 'function', true, true, 'MODULE_NOT_FOUND', 'a/b', true, 2, true];
    expect(await start(left)).toEqual(expected);
  });

  it('says what cannot be bundled', async () => {
    const broken = { ...project('x'), files: new Map([['src/main.ts', `import './missing.js';`]]) };
    await expect(bundleProject(broken)).rejects.toMatchObject({ code: 'generation-failed' });
    await expect(bundleProject(broken)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('./missing.js') },
    });
  });
});
