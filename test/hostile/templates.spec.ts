import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillTemplate, type FillOutcome, type TemplatePool } from '#lib/generator';
import type { PoolOptions } from '#lib/platform';
import { readTemplateFolder, type ProjectFacts } from '#lib/server-project';

const MANIFEST = { contract: 1, name: 'mine', version: '1.0.0', description: 'Mine.', dataFolder: 'data' };
const MIB = 1024 * 1024;

/** Just what the templates below name. */
const facts = {
  title: 'Tides',
  tools: ['a', 'b'],
  groups: Array.from({ length: 100 }, (_, index) => ({ tag: `t${index}` })),
} as unknown as ProjectFacts;

type Entries = Readonly<Record<string, string | Uint8Array | [Uint8Array, object]>>;

function zipped(entries: Entries, manifest: unknown = MANIFEST): Uint8Array {
  const encoder = new TextEncoder();
  const texts = Object.entries({ 'template.json': JSON.stringify(manifest), ...entries });
  const bytes = texts.map(([path, given]) => [
    path,
    typeof given === 'string' ? encoder.encode(given) : given,
  ]);
  return zipSync(Object.fromEntries(bytes) as Zippable, { level: 9 });
}

const filled = (entries: Entries, manifest?: unknown) =>
  fillTemplate({ archive: zipped(entries, manifest), facts });

/** The error's code, and those of its diagnostics with their documents. */
function refusal(outcome: FillOutcome): string[] {
  if (outcome.ok) return ['taken'];
  return [outcome.code, ...outcome.diagnostics.map(({ code, location }) => `${code} ${location?.document}`)];
}

describe('a template that reaches for more than its values', () => {
  it.each([
    '{{constructor}}',
    '{{markdown constructor}}',
    '{{markdown title.constructor.name}}',
    '{{markdown this.__proto__}}',
    '{{markdown [__proto__]}}',
    '{{markdown @root.constructor}}',
    '{{#with (lookup this "constructor")}}{{/with}}',
    '{{markdown (lookup this "constructor")}}',
    '{{lookup this "constructor"}}',
    '{{#each constructor}}x{{/each}}',
    '{{#if __proto__.polluted}}x{{/if}}',
    '{{#constructor}}{{/constructor}}',
    '{{helperMissing}}',
    '{{#blockHelperMissing this}}{{/blockHelperMissing}}',
    '{{markdown title indent=constructor}}',
    '{{markdown title indent=(lookup this "a")}}',
    '{{{title}}}',
    '{{{{raw}}}}{{{{/raw}}}}',
    '{{log title}}',
    '{{> ../../etc/passwd}}',
    '{{> (lookup this "title")}}',
    '{{#> layout}}x{{/layout}}',
    '{{#*inline "x"}}x{{/inline}}',
    '{{* decorator}}',
  ])('%s', async (text) => {
    expect(refusal(await filled({ 'files/a.md.hbs': text }))).toEqual([
      'template-invalid',
      'template/unsafe a.md.hbs',
    ]);
  });

  it('finds nothing of a prototype, and no code file takes a value', async () => {
    for (const name of ['toFixed', 'length.constructor', 'tools.map', 'at'])
      expect(refusal(await filled({ 'files/a.md.hbs': `{{markdown ${name}}}` }))[0]).toBe('template-invalid');
    for (const name of ['run.mjs', 'main.ts', 'run.sh', '.npmrc', '.github/workflows/ci.yml'])
      expect(refusal(await filled({ [`files/${name}.hbs`]: '{{json title}}' }))).toEqual([
        'template-invalid',
        `template/unsafe ${name}.hbs`,
      ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is not helped by what it indents, repeats or nests', async () => {
    const huge = await filled({ 'files/a.json.hbs': '{{json groups indent=1000000000}}' });
    expect(refusal(huge)).toEqual(['template-invalid', 'template/render a.json.hbs']);
    const endless = { 'files/a.md.hbs': '{{> b.md}}', 'partials/b.md.hbs': '{{> b.md}}' };
    expect(refusal(await filled(endless))).toEqual(['template-invalid', 'template/render a.md.hbs']);
    const deep = `${'{{#if title}}'.repeat(20_000)}${'{{/if}}'.repeat(20_000)}`;
    expect(refusal(await filled({ 'files/a.md.hbs': deep }))[0]).toBe('template-invalid');
    expect(refusal(await filled({ 'files/a.md.hbs': '{{#if' }))).toEqual([
      'template-invalid',
      'template/syntax a.md.hbs',
    ]);
  });
});

describe('a template with paths of its own mind', () => {
  it.each([
    '../evil.md',
    'a/../../evil.md',
    '/etc/evil.md',
    'C:/evil.md',
    String.raw`a\..\..\evil.md`,
    './evil.md',
    'a//evil.md',
    'nul\0.md',
    'end.',
    '.git/hooks/post-commit',
    'sub/.GIT/config',
    'GIT~1/config',
    'node_modules/ajv/index.js',
    'toolwright.json',
    'TOOLWRIGHT.files.json',
    'data/server.json',
    'Data',
    `${'a'.repeat(201)}.md`,
  ])('%j', async (path) => {
    expect(refusal(await filled({ [`files/${path}`]: 'x' })).join()).toMatch(
      /^template-invalid,template\/path/u,
    );
  });

  it.each<[string, unknown]>([
    ['dataFolder', '../data'],
    ['dataFolder', '/data'],
    ['dataFolder', '.git/hooks'],
    ['runtimeFolder', 'a/../../b'],
    ['serverFile', '../server.mjs'],
    ['serverFile', 'server.sh'],
    ['ownFolders', ['..']],
    ['name', '../node-server'],
    ['name', 'Mine'],
    ['description', 'a\nb'],
    ['description', '\u202eevil'],
    ['contract', 2],
    ['extra', true],
  ])('in its manifest: %s %j', async (member, value) => {
    const outcome = await filled({}, { ...MANIFEST, [member]: value });
    expect(refusal(outcome).join()).toMatch(/^template-invalid,template\/manifest template\.json/u);
  });

  it('twice under one name, or under a file', async () => {
    for (const pair of [
      ['a.md', 'A.md'],
      ['a.md', 'a.md.hbs'],
      ['a', 'a/b.md'],
    ])
      expect(refusal(await filled(Object.fromEntries(pair.map((path) => [`files/${path}`, 'x']))))[0]).toBe(
        'template-invalid',
      );
  });
});

describe('a zip that is no plain template', () => {
  const link: Entries = {
    'files/passwd': [new TextEncoder().encode('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
  };

  it.each<[string, () => Uint8Array, string]>([
    ['a link', () => zipped(link), 'template-invalid,template/link'],
    [
      'no zip',
      () => new TextEncoder().encode('not a zip at all, but long enough'),
      'template-invalid,template/archive',
    ],
    ['a zip cut off', () => zipped({ 'files/a': 'x' }).subarray(0, 60), 'template-invalid,template/archive'],
    ['nothing', () => new Uint8Array(), 'template-invalid,template/archive'],
    ['no manifest', () => zipSync({ a: new Uint8Array() }), 'template-invalid,template/missing'],
    [
      'no text',
      () => zipped({ 'files/a': new Uint8Array([0xff, 0xfe, 0]) }),
      'template-invalid,template/text',
    ],
    ['a bomb', () => zipped({ 'files/a': new Uint8Array(64 * MIB) }), 'template-too-large'],
    [
      'many small bombs',
      () =>
        zipped(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`files/${n}`, new Uint8Array(MIB)]))),
      'template-too-large',
    ],
    [
      'too many files',
      () => zipped(Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`files/${n}`, 'x']))),
      'template-too-large',
    ],
    ['too many bytes', () => new Uint8Array(5 * MIB), 'template-too-large'],
  ])('%s', async (_what, make, expected) => {
    expect(refusal(await fillTemplate({ archive: make(), facts })).join()).toMatch(
      new RegExp(`^${expected}`, 'u'),
    );
  });

  it('says less than it unpacks to: no more than stated is unpacked', async () => {
    const honest = zipped({ 'files/a.txt': 'a'.repeat(MIB) });
    const view = new DataView(honest.buffer, honest.byteOffset, honest.byteLength);
    for (let at = 0; at < honest.length - 4; at += 1)
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === MIB)
        view.setUint32(at + 24, 10, true);
    const outcome = await fillTemplate({ archive: honest, facts });
    const length = outcome.ok ? (outcome.files.get('a.txt')?.length ?? 0) : 0;
    expect(length).toBeLessThanOrEqual(10);
  });

  it('stands in one folder or at the top, and is taken', async () => {
    const outcome = await filled({
      'files/a.md.hbs': '{{markdown title}}',
      'files/b.mjs': 'process.exit(1)',
    });
    expect(outcome).toMatchObject({ ok: true, manifest: { name: 'mine' }, fileCount: 3 });
    expect(outcome.ok && [...outcome.files]).toEqual([
      ['b.mjs', 'process.exit(1)'],
      ['a.md', 'Tides'],
    ]);
    const encoder = new TextEncoder();
    const inFolder = zipSync({
      'mine/template.json': encoder.encode(JSON.stringify(MANIFEST)),
      'mine/files/a': encoder.encode('x'),
    });
    expect(await fillTemplate({ archive: inFolder })).toMatchObject({ ok: true, fileCount: 2 });
  });
});

describe('a template folder', () => {
  it('with a link in it is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'linked-'));
    await writeFile(join(folder, 'template.json'), JSON.stringify(MANIFEST));
    await mkdir(join(folder, 'files'));
    await symlink('/etc', join(folder, 'files/etc'));
    await expect(readTemplateFolder(folder)).rejects.toMatchObject({
      code: 'template-invalid',
      diagnostics: [{ code: 'template/link', location: { document: 'files/etc' } }],
    });
    await rm(folder, { recursive: true });
  });
});

describe('a template that never ends', () => {
  let pool: TemplatePool;

  beforeAll(async () => {
    const built = (await import('../../dist/libs/generator/src/templates/template-pool.js' as string)) as {
      TEMPLATE_POOL: PoolOptions;
      TemplatePool: new (options: PoolOptions) => TemplatePool;
    };
    // Vitest's own options lead imports to sources, which a thread cannot load.
    pool = new built.TemplatePool({ ...built.TEMPLATE_POOL, timeoutMs: 3_000, heapMb: 64, execArgv: [] });
  });
  afterAll(() => pool.close());

  const loops = (depth: number, inner: string) =>
    `${'{{#each @root.groups}}'.repeat(depth)}${inner}${'{{/each}}'.repeat(depth)}`;

  it.each([
    ['in loops that write nothing', loops(8, ''), 'template-too-slow'],
    ['in loops that write', loops(8, 'x'.repeat(1_000)), 'template-too-large'],
  ])('%s is ended, and the pool goes on', async (_how, text, code) => {
    const archive = zipped({ 'files/a.md.hbs': text });
    const outcome = await pool.run({ archive, facts }).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code });
    const healthy = { archive: zipped({ 'files/a.md.hbs': '{{markdown title}}' }), facts };
    expect(await pool.run(healthy)).toMatchObject({ ok: true, files: new Map([['a.md', 'Tides']]) });
  });

  it('by partials that double is ended', async () => {
    const partials = Array.from({ length: 40 }, (_, n) => [
      `partials/p${n}.md.hbs`,
      `{{> p${n + 1}.md}}{{> p${n + 1}.md}}`,
    ]);
    const entries = {
      ...Object.fromEntries(partials),
      'partials/p40.md.hbs': '',
      'files/a.md.hbs': '{{> p0.md}}',
    };
    await expect(pool.run({ archive: zipped(entries), facts })).rejects.toMatchObject({
      code: 'template-too-slow',
    });
  });
});
