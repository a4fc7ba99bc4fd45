import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { GraphqlOperation } from '#lib/api-description';
import {
  DEFAULT_READ_LIMITS,
  readApiDescription,
  type ReadOptions,
  type SourceAdditions,
} from '#lib/spec-parser';

const OPTIONS: ReadOptions = {
  limits: DEFAULT_READ_LIMITS,
  fetch: { allowedNetworks: [], trustEntryUrl: false },
};

async function readText(text: string, additions: SourceAdditions = {}) {
  const result = await readApiDescription({ kind: 'text', name: 'pasted', text, additions }, OPTIONS);
  return { ...result, operations: result.api.operations as readonly GraphqlOperation[] };
}

async function readFiles(files: Record<string, string>) {
  const bytes = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])),
  );
  const result = await readApiDescription({ kind: 'file', name: 'schema.zip', bytes }, OPTIONS);
  return { ...result, operations: result.api.operations as readonly GraphqlOperation[] };
}

describe('a GraphQL schema', () => {
  it('is told by its content, past comments, descriptions and a byte order mark', async () => {
    const { api } = await readText('\uFEFF# about\n"""\nopenapi: 3.0.0\n"""\ntype Query { a: Int }');
    expect(api.source).toEqual({ format: 'graphql', version: 'SDL' });
    const yaml =
      'openapi: 3.1.0\ninfo: {title: T, version: 1}\npaths: {/a: {get: {description: "\ntype Query {"}}}';
    expect((await readText(yaml)).api.source.format).toBe('openapi');
    const start = performance.now();
    await readText('"'.repeat(200_000)).catch(() => undefined);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('gives arguments their JSON Schema, with defaults, null and deprecation', async () => {
    const { operations, api } = await readText(`
      enum Color { RED GREEN @deprecated(reason: "no") }
      input In { a: Int! b: [String!] = ["x"] c: Color = RED d: In e: String @deprecated(reason: "old") }
      input One @oneOf { id: ID name: String }
      type Query { q(n: Int! = 3, in: In, one: One, when: DateTime): Int @deprecated(reason: "Use r.") }
      type Mutation { m(s: String, l: [Color]): Int }
      scalar DateTime
    `);
    const [q, m] = operations;
    expect(q).toMatchObject({
      id: 'query q',
      deprecated: true,
      description: 'Use r.',
      operationType: 'query',
    });
    expect(q?.arguments).toMatchObject([
      { name: 'n', type: 'Int', required: false, schema: { type: 'integer', default: 3 } },
      { name: 'in', type: 'In', schema: { $ref: '#/schemas/In' } },
      { name: 'one' },
      { name: 'when', schema: { type: 'string', format: 'date-time' } },
    ]);
    expect(m?.arguments.map(({ schema }) => schema)).toEqual([
      { type: ['string', 'null'] },
      { type: ['array', 'null'], items: { anyOf: [{ $ref: '#/schemas/Color' }, { type: 'null' }] } },
    ]);
    expect(api.schemas).toMatchObject({
      Color: { type: 'string', enum: ['RED', 'GREEN'], description: 'Deprecated: GREEN.' },
      In: {
        properties: {
          a: { type: 'integer' },
          b: { type: ['array', 'null'], items: { type: 'string' }, default: ['x'] },
          c: { default: 'RED' },
          d: { $ref: '#/schemas/In' },
          e: { deprecated: true, description: 'Deprecated: old' },
        },
        required: ['a'],
        additionalProperties: false,
      },
      One: { minProperties: 1, maxProperties: 1, properties: { id: { type: 'string' } } },
    });
    expect(api.graphqlTypes).toEqual({});
  });

  it('takes custom scalars from the table, from @specifiedBy, and from the person first', async () => {
    const sdl = `scalar UUID scalar Long scalar Wen @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time.html")
      "A blob." scalar Blob scalar Money
      type Query { q(a: UUID, b: Long, c: Wen, d: Blob, e: Money): Int }`;
    const { operations } = await readText(sdl, { scalars: { Money: { type: 'number' } } });
    expect(operations[0]?.arguments.map(({ schema }) => schema)).toEqual([
      { type: 'string', format: 'uuid' },
      { type: ['integer', 'string'] },
      { type: 'string', format: 'date-time' },
      { description: 'A blob.' },
      { type: 'number' },
    ]);
  });

  it('finds where files go', async () => {
    const { operations } = await readText(`scalar Upload input Doc { pages: [Upload!]! more: Doc }
      type Query { a: Int } type Mutation { add(doc: Doc!, one: Upload): Int }`);
    const add = operations.find(({ id }) => id === 'mutation add');
    expect(add?.arguments.map(({ uploads }) => uploads?.slice(0, 2))).toEqual([
      [
        ['pages', '*'],
        ['more', 'pages', '*'],
      ],
      [[]],
    ]);
  });

  it('may use directives and types of federation without defining them, and be spread over files', async () => {
    const { operations, api } = await readFiles({
      'a/products.graphql': `extend schema @link(url: "x", import: ["@key"])
        type Product @key(fields: "id") { id: ID! name: String @shareable }
        extend type Query { products: [Product] _service: _Service! } type _Service { sdl: String }`,
      'b/stock.graphql': `extend type Product @key(fields: "id") { id: ID! @external stock: Int }
        type Query { stock(of: _Any): Int }`,
      'README.md': '# nothing',
    });
    expect(operations.map(({ id }) => id)).toEqual(['query products', 'query stock']);
    expect(api.skipped).toMatchObject([{ id: 'query _service' }]);
    expect(api.graphqlTypes?.['Product']?.fields).toEqual({ id: 'ID!', name: 'String', stock: 'Int' });
  });

  it('brings operations written by hand under their own names', async () => {
    const { operations, api, diagnostics } = await readFiles({
      'schema.graphql': 'type Query { user(id: ID!): User users: [User] } type User { id: ID! name: String }',
      'ops/users.graphql': `
        # Finds one user.
        query FindUser($id: ID!, $full: Boolean = false) { user(id: $id) { ...Parts } }
        fragment Parts on User { id name @include(if: $full) }
        query users { a: user(id: 1) { id } b: users { id } }
        query Wrong { nobody }
        { user(id: 2) { id } }
        fragment Unused on User { id }`,
    });
    const [find, users] = operations;
    expect(find).toMatchObject({
      id: 'operation FindUser',
      operationId: 'FindUser',
      description: 'Finds one user.',
      arguments: [
        { name: 'id', type: 'ID!', required: true },
        { name: 'full', type: 'Boolean', required: false, schema: { default: false } },
      ],
      call: { kind: 'document', operationName: 'FindUser', resultPath: ['user'] },
    });
    expect(find?.call).toMatchObject({
      document: expect.stringMatching(/^query FindUser[^]*fragment Parts on User/),
    });
    expect(users?.call).toMatchObject({ resultPath: [] });
    // The author's `users` keeps its name; the field of that name gets its kind in front.
    expect(operations.map(({ operationId }) => operationId)).toEqual([
      'FindUser',
      'users',
      'user',
      'query_users',
    ]);
    expect(api.skipped.map(({ id, reason }) => [id, reason])).toEqual([
      ['operation Wrong', expect.stringContaining('nobody')],
      ['operation #4', 'it has no name for its tool'],
    ]);
    expect(diagnostics).toMatchObject([
      { code: 'spec/graphql-operation', location: { document: 'ops/users.graphql', line: 6 } },
      { code: 'spec/no-server' },
    ]);
  });

  it('keeps the first of two fields of one name, and says so', async () => {
    const { api, diagnostics } = await readText('type Query {\n  a: Int\n  a: String\n}');
    expect(api.operations).toHaveLength(1);
    expect(diagnostics).toMatchObject([
      { code: 'spec/graphql-repeated-field', location: { line: 3, column: 3 } },
      { code: 'spec/no-server' },
    ]);
  });

  it.each([
    ['type Query { a: Missing }', /Unknown type "Missing"/, 1],
    ['type Query {\n  a: ', /Syntax Error/, 2],
    ['type Query { a: Int } type Query { b: Int }', /only one type named "Query"/, 1],
    ['input X { x: X! } type Query { a(x: X): Int }', /Cannot reference Input Object "X"/, 1],
    ['type Mutation { a: Int }', /Query root type must be provided/, undefined],
    ['{"data":{"__schema":{}}}', /./, undefined],
    ['{"errors":[{"message":"No introspection for you"}]}', /disabled: No introspection for you/, undefined],
  ])('is refused when it is wrong: %j', async (text, reason, line) => {
    const failure = await readText(text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'document-unusable', detail: expect.stringMatching(reason) });
    if (line !== undefined) expect(failure).toMatchObject({ diagnostics: [{ location: { line } }] });
  });

  it('takes an address, and the header of a key', async () => {
    const { api } = await readText('type Query { a: Int }', {
      endpoint: 'https://api.example.com/graphql',
      apiKeyHeader: 'X-Shop-Token',
    });
    expect(api.servers).toEqual([{ url: 'https://api.example.com/graphql', variables: {} }]);
    expect(api.securitySchemes).toMatchObject({ graphql_api_key: { in: 'header', name: 'X-Shop-Token' } });
    expect(JSON.parse(JSON.stringify(api))).toEqual(api);
  });
});
