import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hiddenIn, type Diagnostic } from '#lib/diagnostics';
import type { DescriptionPool } from '#lib/registration';
import type { HttpBinding, ToolDefinition } from '#lib/server-runtime';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools, type ToolSet } from '#lib/tool-mapping';
import {
  describeWith,
  diagnosticsOf,
  hasHostileFiles,
  newRecord,
  toolSetOf,
  uploadOf,
  watchedPool,
} from './hostile-files.js';
import { LoopbackUpstream, withServer } from './served.js';

describe.skipIf(!hasHostileFiles)('what hostile descriptions say', () => {
  const record = newRecord();
  const upstream = new LoopbackUpstream();
  let pool: DescriptionPool;

  beforeAll(async () => {
    process.env['HOSTILE_RECORD'] = record;
    pool = await watchedPool();
    await upstream.start();
  });
  afterAll(async () => {
    await pool.close();
    upstream.close();
  });

  const read = async (name: string): Promise<{ toolSet: ToolSet; diagnostics: readonly Diagnostic[] }> => {
    const outcome = await describeWith(pool, uploadOf(`openapi/${name}`));
    if (!outcome.ok) throw new Error(outcome.detail);
    return { toolSet: await toolSetOf(outcome), diagnostics: await diagnosticsOf(outcome) };
  };
  const toolsIn = ({ files }: ToolSet) => files.flatMap(({ tools }) => tools);

  it('holds no hidden characters in what a model reads, and is warned of', async () => {
    const { toolSet, diagnostics } = await read('prompt-injection-bidi.json');
    const texts = toolsIn(toolSet).flatMap(({ name, title = '', description, inputSchema }) => [
      name,
      title,
      description,
      ...Object.values(inputSchema.properties).map((schema) =>
        String((schema as { description?: string }).description ?? ''),
      ),
    ]);
    const { title, description = '' } = toolSet.manifest;
    expect(hiddenIn([title, description, ...texts].join('\n'))).toEqual([]);
    expect(texts.join('\n')).toContain('IGNORE ALL PREVIOUS');
    const warned = diagnostics.filter(({ code }) => code === 'mapping/hidden-characters');
    expect(warned.map(({ severity }) => severity)).toContain('warning');
    expect(warned.map(({ message }) => message).join('\n')).toMatch(/U\+202E/);
    expect(warned.map(({ location }) => location?.pointer)).toEqual(
      expect.arrayContaining(['/paths/~1weather/get', '/paths/~1del/delete']),
    );
  });

  it.each(['huge-enum.json', 'wide-props.json', 'params-5k.json'])(
    '%s: a tool beyond measure is bounded and reported with its size',
    async (file) => {
      const { toolSet, diagnostics } = await read(file);
      expect(JSON.stringify(toolsIn(toolSet)).length).toBeLessThan(1_000_000);
      const found = diagnostics.find(({ code }) => code === 'mapping/tool-too-large');
      expect(found).toMatchObject({
        severity: 'warning',
        location: { pointer: expect.stringMatching(/^\/paths/) },
      });
      expect(found?.message).toMatch(/\d+ characters \(about \d+ tokens\)/);
    },
  );

  it.each(['names-paths.json', 'name-collisions.json'])(
    '%s: names are valid, unique and the same in two runs',
    async (file) => {
      const [first, second] = [(await read(file)).toolSet, (await read(file)).toolSet];
      const names = toolsIn(first).map(({ name }) => name);
      expect(names.filter((name) => !/^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/.test(name))).toEqual([]);
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      expect(names.length).toBe(first.manifest.toolCount);
      expect(second).toEqual(first);
    },
  );

  it('judges 40 characters by any of its patterns within a second', async () => {
    const { toolSet, diagnostics } = await read('regex-patterns.json');
    expect(diagnostics.filter(({ code }) => code === 'spec/pattern-unsafe')).toHaveLength(3);
    // As if the analysis had found nothing: the server itself must bear every pattern.
    const bare = withPatterns(toolSet, {
      r0: '^(a+)+$',
      r1: '^(([a-z])+.)+[A-Z]([a-z])+$',
      r2: '(x+x+)+y',
      r5: '^(a|a)*$',
    });
    for (const set of [toolSet, bare]) {
      await withServer(set, { record, upstream }, async ({ call }) => {
        await call('postX', { body: {} });
        const body = {
          r0: `${'a'.repeat(39)}!`,
          r1: 'a'.repeat(40),
          r2: 'x'.repeat(40),
          r5: `${'a'.repeat(39)}!`,
        };
        const started = performance.now();
        const result = await call('postX', { body });
        expect(performance.now() - started).toBeLessThan(1_000);
        if (set === bare) expect(JSON.stringify(result.content)).toContain('body.r0');
      });
    }
  });

  it('sends values that would split a request to the right place, or not at all', async () => {
    const { toolSet } = await read('header-crlf.json');
    await withServer(toolSet, { record, upstream }, async ({ call }) => {
      upstream.seen.length = 0;
      await call('f', { p: '../../admin?x=1#y' });
      await call('h', { q: 'a&admin=1#x' });
      expect(upstream.seen.map(({ url }) => url)).toEqual([
        '/base/f/..%2F..%2Fadmin%3Fx%3D1%23y',
        '/base/h?q=a%26admin%3D1%23x',
      ]);
      await call('h', { 'X-T': 'a\r\nX-Evil: 1' });
      await call('h', { sid: 'a; Path=/; evil=1\r\nX: y' });
      for (const { url, rawHeaders, headers } of upstream.seen.slice(2)) {
        expect(url).toBe('/base/h');
        expect(rawHeaders.map((name) => name.toLowerCase())).not.toEqual(expect.arrayContaining(['x-evil']));
        expect(rawHeaders).not.toContain('X');
        expect(headers.cookie ?? '').not.toMatch(/[;\r\n]/);
      }
    });
  });

  it('sends each of several parameters of one name to its own place', async () => {
    const { toolSet } = await read('param-collisions.json');
    const [tool] = toolsIn(toolSet);
    const { parameters: bindings = [], body } = httpBinding(tool);
    const args = Object.fromEntries(
      bindings.map(({ argument = '' }, index) => [argument, argumentFor(tool, argument, index)]),
    );
    await withServer(toolSet, { record, upstream }, async ({ call }) => {
      upstream.seen.length = 0;
      const result = await call('p', {
        ...args,
        [body?.argument ?? '']: { id: 'in-body' },
      });
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
    });
    expect(upstream.seen).toHaveLength(1);
    const [seen] = upstream.seen;
    const at = (place: string, name: string) =>
      String(args[bindings.find((binding) => binding.in === place && binding.name === name)?.argument ?? '']);
    const url = new URL(seen?.url ?? '', 'http://x');
    expect(url.pathname).toBe(`/base/p/${at('path', 'id')}`);
    expect(url.searchParams.get('id')).toBe(at('query', 'id'));
    expect(url.searchParams.get('a b&c=d#e')).toBe(at('query', 'a b&c=d#e'));
    expect(seen?.headers['id']).toBe(at('header', 'id'));
    expect(seen?.headers.cookie).toBe(`id=${at('cookie', 'id')}`);
    expect(JSON.parse(seen?.body ?? '')).toEqual({ id: 'in-body' });
    expect(seen?.headers['authorization']).toBeUndefined();
  });

  it('is decoded by its mark, and no letter is lost without a word', async () => {
    expect((await read('malformed/utf16le-bom.json')).toolSet.manifest.title).toBe('prüfung 漢字');
    const latin = await describeWith(pool, uploadOf('openapi/malformed/latin1.yaml'));
    expect(latin).toMatchObject({
      ok: false,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ code: 'spec/encoding', severity: 'warning' }),
      ]),
    });
  });
});

describe('text in an old encoding', () => {
  it('is read, and said so', async () => {
    const text = 'openapi: 3.0.3\ninfo: {title: caf\xe9, version: "1"}\npaths: {/a: {get: {responses: {}}}}';
    const { api, diagnostics } = await readApiDescription(
      { kind: 'file', name: 'a.yaml', bytes: Buffer.from(text, 'latin1') },
      { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
    );
    expect(api.info.title).toBe('café');
    expect(diagnostics.map(({ code }) => code)).toContain('spec/encoding');
    expect(mapTools(api).manifest.toolCount).toBe(1);
  });
});

function argumentFor(
  tool: { inputSchema: { properties: object } } | undefined,
  key: string,
  index: number,
): unknown {
  const properties = tool?.inputSchema.properties as Record<string, { type?: string }> | undefined;
  const samples: Record<string, unknown> = {
    integer: 100 + index,
    boolean: true,
    array: [`v${index}`],
    object: { a: {} },
  };
  return samples[properties?.[key]?.type ?? ''] ?? `v${index}`;
}

function withPatterns(toolSet: ToolSet, patterns: Record<string, string>): ToolSet {
  const copy = structuredClone(toolSet) as unknown as {
    files: { tools: { inputSchema: { properties: Record<string, unknown> } }[] }[];
  };
  const body = copy.files[0]?.tools[0]?.inputSchema.properties['body'] as {
    properties: Record<string, { pattern?: string }>;
  };
  for (const [name, pattern] of Object.entries(patterns))
    body.properties[name] = { ...body.properties[name], pattern };
  return copy as unknown as ToolSet;
}

function httpBinding(tool: ToolDefinition | undefined): Partial<HttpBinding> {
  return tool?.binding.kind === 'http' ? tool.binding : {};
}
