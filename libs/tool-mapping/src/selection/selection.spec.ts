import { describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools, type ToolSelection } from '#lib/tool-mapping';

type Json = Record<string, unknown>;

const limit = { name: 'limit', in: 'query', schema: { type: 'integer' } };
const sort = { name: 'sort[by]', in: 'query', required: true, schema: { type: 'string' } };
const petId = { name: 'petId', in: 'path', required: true, schema: { type: 'string' } };

const PETS = {
  '/pets': {
    get: { operationId: 'listPets', tags: ['pets'], summary: 'List pets', parameters: [limit, sort] },
    post: { operationId: 'addPet', tags: ['pets', 'admin'], summary: 'Add a pet' },
  },
  '/pets/{petId}': { get: { operationId: 'readPet', tags: ['pets'], summary: 'Read', parameters: [petId] } },
  '/status': { get: { tags: ['admin'], summary: 'Status' } },
};

async function map(selection: ToolSelection, root: Json = {}) {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: PETS, ...root });
  const { api } = await readApiDescription(
    { kind: 'text', name: 'api.json', text },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  const { files, skipped, diagnostics: all } = mapTools(api, { selection });
  const diagnostics = all.filter(({ severity }) => severity !== 'info');
  const tools = files.flatMap((file) => file.tools);
  return {
    names: Object.fromEntries(tools.map(({ operation, name }) => [operation, name])),
    tool: (operation: string) => tools.find((tool) => tool.operation === operation)!,
    skipped: Object.fromEntries(skipped.map(({ id, code }) => [id, code])),
    reasons: skipped.map(({ reason }) => reason),
    found: diagnostics.map(({ code, severity }) => `${severity} ${code}`),
    places: diagnostics.map(({ location }) => location?.pointer),
  };
}

describe('filters', () => {
  it.each<[ToolSelection, string[]]>([
    [{}, ['GET /pets', 'POST /pets', 'GET /pets/{petId}', 'GET /status']],
    [{ include: { tags: ['admin'] } }, ['POST /pets', 'GET /status']],
    [{ include: { tags: ['admin'], methods: ['get'] } }, ['GET /status']],
    [
      { include: { paths: ['/pets/**'] }, exclude: { methods: ['POST'] } },
      ['GET /pets', 'GET /pets/{petId}'],
    ],
    [
      { include: { operations: ['*Pet', 'get /status'] } },
      ['POST /pets', 'GET /pets/{petId}', 'GET /status'],
    ],
    [{ exclude: { tags: ['admin'], operations: ['readPet'] } }, ['GET /pets']],
    [{ include: { tags: [] } }, ['GET /pets', 'POST /pets', 'GET /pets/{petId}', 'GET /status']],
    [{ exclude: { paths: ['/**'] }, tools: { listPets: { enabled: true } } }, ['GET /pets']],
  ])('%j leave %j', async (selection, left) => {
    const { names, skipped } = await map(selection);
    expect(Object.keys(names).toSorted()).toEqual(left.toSorted());
    expect(Object.keys(names).length + Object.keys(skipped).length).toBe(4);
  });

  it('say why an operation is left out, and which of them matches nothing', async () => {
    const { skipped, reasons, found, places } = await map({
      include: { tags: ['pets', 'petz'] },
      exclude: { methods: ['POST'] },
      tools: { readPet: { enabled: false } },
    });
    expect(skipped).toEqual({
      'POST /pets': 'selection/excluded',
      'GET /pets/{petId}': 'selection/disabled',
      'GET /status': 'selection/not-included',
    });
    expect(reasons).toContain('it does not match the tag "pets" or the tag "petz"');
    expect(found).toEqual(['warning selection/filter-unmatched']);
    expect(places).toEqual(['/include/tags/1']);
  });

  it('that leave nothing are an error', async () => {
    expect((await map({ include: { tags: ['none'] } })).found).toContain('error selection/nothing-left');
  });

  it('rename no tool that is left', async () => {
    const paths = { '/a': { get: { operationId: 'same' } }, '/b': { get: { operationId: 'Same' } } };
    const both = await map({}, { paths });
    const one = await map({ exclude: { paths: ['/b'] } }, { paths });
    expect(one.names['GET /a']).toBe(both.names['GET /a']);
  });
});

describe('x-mcp', () => {
  const paths = (own?: unknown, item?: unknown) => ({
    '/a': { 'x-mcp': item, get: { operationId: 'a', tags: ['t', 'u'], 'x-mcp': own } },
    '/b': { get: { operationId: 'b', summary: 'B', 'x-mcp': true } },
  });
  const tags = (t?: unknown, u?: unknown) => [
    { name: 't', 'x-mcp': t },
    { name: 'u', 'x-mcp': u },
  ];

  it.each<[string, Json, boolean]>([
    ['nothing', { paths: paths() }, true],
    ['the operation', { paths: paths(false) }, false],
    ['the operation as an object', { paths: paths({ enabled: false }) }, false],
    ['the path', { paths: paths(undefined, false) }, false],
    ['the operation before the path', { paths: paths(true, false) }, true],
    ['one of several tags', { paths: paths(), tags: tags(true, false) }, false],
    ['the path before a tag', { paths: paths(undefined, 'true'), tags: tags(false) }, true],
    ['the root', { paths: paths(), 'x-mcp': false }, false],
    ['a tag before the root', { paths: paths(), tags: tags({ enabled: true }), 'x-mcp': false }, true],
    ['an object that does not say', { paths: paths({ name: 'x' }), 'x-mcp': false }, false],
  ])('of %s decides', async (_what, root, kept) => {
    const { names, skipped } = await map({}, root);
    expect('GET /a' in names).toBe(kept);
    if (!kept) expect(skipped['GET /a']).toBe('selection/x-mcp');
  });

  it('names and describes, and gives way to a person', async () => {
    const root = { paths: paths({ name: 'alpha', description: 'For models.' }) };
    const author = await map({}, root);
    expect(author.tool('GET /a')).toMatchObject({ name: 'alpha', description: 'For models.' });
    expect(author.found).not.toContain('warning mapping/missing-description');
    const person = await map(
      { tools: { a: { name: 'mine', enabled: true } } },
      { paths: paths({ name: 'x', enabled: false }) },
    );
    expect(person.names['GET /a']).toBe('mine');
  });

  it('that means nothing is ignored with a warning', async () => {
    const { found, names } = await map({}, { paths: paths(7) });
    expect(found).toContain('warning mapping/x-mcp-invalid');
    expect(names['GET /a']).toBe('a');
  });
});

describe('overrides', () => {
  it('rename, retitle, describe and annotate, by operationId or by method and path', async () => {
    const { tool, found } = await map({
      tools: {
        'get /pets': { name: 'find_pets', title: 'Find', description: 'Finds pets.' },
        addPet: { annotations: { destructiveHint: false } },
      },
    });
    expect(tool('GET /pets')).toMatchObject({ name: 'find_pets', title: 'Find', description: 'Finds pets.' });
    expect(tool('POST /pets').annotations).toMatchObject({ destructiveHint: false, openWorldHint: true });
    expect(found).toEqual([]);
  });

  it.each<[ToolSelection['tools'], string, string]>([
    [{ listPets: { name: 'read pets' } }, 'error overlay/name-invalid', '/tools/listPets/name'],
    [{ listPets: { name: 'x'.repeat(53) } }, 'error overlay/name-invalid', '/tools/listPets/name'],
    [{ listPets: { name: 'READPET' } }, 'error overlay/name-taken', '/tools/listPets/name'],
    [{ listPets: { name: 'a' }, readPet: { name: 'A' } }, 'error overlay/name-taken', '/tools/readPet/name'],
    [{ 'DELETE /pets': { name: 'x' } }, 'warning overlay/target-missing', '/tools/DELETE ~1pets'],
    [{ listPets: {}, 'GET /pets': {} }, 'error overlay/target-doubled', '/tools/GET ~1pets'],
    [
      { listPets: { parameters: { no: {} } } },
      'warning overlay/argument-missing',
      '/tools/listPets/parameters/no',
    ],
    [
      { readPet: { parameters: { petId: { hidden: true } } } },
      'error overlay/hidden-required',
      '/tools/readPet/parameters/petId',
    ],
  ])('%j: %s', async (tools, found, place) => {
    const result = await map({ tools: tools! });
    expect(result.found).toEqual([found]);
    expect(result.places).toEqual([place]);
    expect(Object.keys(result.names)).toHaveLength(4);
    expect(new Set(Object.values(result.names).map((name) => name.toLowerCase())).size).toBe(4);
  });

  it('let two tools swap their names', async () => {
    const { names, found } = await map({
      tools: { listPets: { name: 'readPet' }, readPet: { name: 'listPets' } },
    });
    expect(names).toMatchObject({ 'GET /pets': 'readPet', 'GET /pets/{petId}': 'listPets' });
    expect(found).toEqual([]);
  });

  it('give a name back that a refused one wanted', async () => {
    // readPet cannot become addPet, so listPets cannot become readPet either.
    const { names, found } = await map({
      tools: { listPets: { name: 'readPet' }, readPet: { name: 'addPet' } },
    });
    expect(names).toMatchObject({ 'GET /pets': 'listPets', 'GET /pets/{petId}': 'readPet' });
    expect(found).toEqual(['error overlay/name-taken', 'error overlay/name-taken']);
  });

  it('describe arguments, give defaults and hide, in the schema and on the wire', async () => {
    const shown = await map({
      tools: {
        listPets: {
          parameters: { limit: { description: 'How many.', default: 5 }, 'sort[by]': { default: 'name' } },
        },
      },
    });
    const { inputSchema, binding } = shown.tool('GET /pets');
    expect(inputSchema).toMatchObject({
      properties: {
        limit: { type: 'integer', description: 'How many.', default: 5 },
        sort_by: { default: 'name' },
      },
    });
    expect(inputSchema).not.toHaveProperty('required');
    expect(binding).toMatchObject({
      parameters: [
        { argument: 'limit', constant: 5 },
        { argument: 'sort_by', constant: 'name' },
      ],
    });

    const hidden = await map({
      tools: {
        listPets: { parameters: { limit: { hidden: true }, sort_by: { hidden: true, default: 'age' } } },
      },
    });
    const tool = hidden.tool('GET /pets');
    expect(tool.inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: false });
    expect(tool.binding).toMatchObject({ parameters: [{ name: 'sort[by]', constant: 'age' }] });
  });
});
