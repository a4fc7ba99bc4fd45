import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { HttpOperation, JsonSchema } from '#lib/api-description';
import { DEFAULT_READ_LIMITS, readApiDescription, type SpecSource } from '#lib/spec-parser';

const OPTIONS = { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } };
const read = (source: SpecSource) => readApiDescription(source, OPTIONS);
const text = async (value: object) => {
  const result = await read({ kind: 'text', name: 'api.json', text: JSON.stringify(value) });
  return { ...result, api: { ...result.api, operations: result.api.operations as readonly HttpOperation[] } };
};
const info = { title: 'T', version: '1' };
const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** The schema of the one query parameter of a description in the given version. */
async function convert(
  openapi: string,
  schema: unknown,
  components: object = {},
): Promise<JsonSchema | undefined> {
  const parameters = [{ name: 'q', in: 'query', schema }];
  const { api } = await text({
    openapi,
    info,
    components: { schemas: components },
    paths: { '/a': { get: { parameters } } },
  });
  return api.operations[0]?.parameters[0]?.schema;
}

describe('schemas', () => {
  it.each([
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      { nullable: true, allOf: [{ type: 'string' }] },
      { anyOf: [{ allOf: [{ type: 'string' }] }, { type: 'null' }] },
    ],
    [
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', minimum: 1, exclusiveMinimum: 1 },
    ],
    [
      { type: 'number', minimum: 1, exclusiveMinimum: false },
      { type: 'number', minimum: 1 },
    ],
    [
      { type: 'string', example: 'x', 'x-secret': 1 },
      { type: 'string', examples: ['x'] },
    ],
    [
      { type: 'int', required: true, enum: [1, 1] },
      { type: 'integer', enum: [1] },
    ],
    ['no schema', true],
  ])('of 3.0: %j', async (schema, converted) => {
    expect(await convert('3.0.3', schema)).toEqual(converted);
  });

  it('of 3.1 keep what stands beside a reference', async () => {
    const schema = { $ref: '#/components/schemas/A', description: 'beside', maxLength: 3 };
    expect(await convert('3.1.0', schema, { A: { type: 'string' } })).toEqual({
      $ref: '#/schemas/A',
      description: 'beside',
      maxLength: 3,
    });
  });

  it('are shared by name, and keep recursion', async () => {
    const Node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    const parameters = [{ name: 'q', in: 'query', schema: { $ref: '#/components/schemas/Node' } }];
    const { api } = await text({
      openapi: '3.0.0',
      info,
      components: { schemas: { Node } },
      paths: { '/a': { get: { parameters } } },
    });
    expect(api.schemas).toEqual({
      Node: { type: 'object', properties: { next: { $ref: '#/schemas/Node' } } },
    });
  });
});

describe('operations', () => {
  it('of Swagger 2.0 have one body, servers and styles', async () => {
    const { api } = await text({
      swagger: '2.0',
      info,
      host: 'api.example.com',
      basePath: '/v1',
      schemes: ['http', 'https'],
      paths: {
        '/a': {
          post: {
            consumes: ['multipart/form-data'],
            parameters: [
              {
                name: 'ids',
                in: 'query',
                type: 'array',
                items: { type: 'string' },
                collectionFormat: 'pipes',
              },
              { name: 'file', in: 'formData', type: 'file', required: true },
            ],
            responses: { 200: { description: 'ok' } },
          },
        },
      },
    });
    expect(api.servers.map(({ url }) => url)).toEqual([
      'https://api.example.com/v1',
      'http://api.example.com/v1',
    ]);
    expect(api.operations[0]?.parameters).toMatchObject([
      { name: 'ids', style: 'pipeDelimited', explode: false },
    ]);
    expect(api.operations[0]?.requestBody).toMatchObject({
      required: true,
      content: [
        {
          contentType: 'multipart/form-data',
          schema: { properties: { file: { type: 'string', format: 'binary' } } },
        },
      ],
    });
  });

  it('agree with their path, and leave out only what is broken', async () => {
    const { api, diagnostics } = await text({
      openapi: '3.0.0',
      info,
      paths: { '/a/{id}': { get: {}, post: { parameters: [{ $ref: '#/gone' }] } } },
    });
    expect(api.operations.map(({ id, parameters }) => [id, parameters.map(({ name }) => name)])).toEqual([
      ['GET /a/{id}', ['id']],
    ]);
    expect(api.skipped.map(({ id, code }) => [id, code])).toEqual([['POST /a/{id}', 'spec/unresolved-ref']]);
    expect(diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['spec/unresolved-ref', 'spec/path-parameter-missing']),
    );
  });
});

describe('sources', () => {
  const two = {
    'docs/openapi.json': bytes({ openapi: '3.1.0', info, paths: { '/a': { $ref: '../paths/a.json' } } }),
    'paths/a.json': bytes({ get: { operationId: 'readA' } }),
  };

  it('of many documents are the same whatever their order', async () => {
    const first = await read({ kind: 'file', name: 'a.zip', bytes: zipSync(two) });
    const second = await read({
      kind: 'file',
      name: 'b.zip',
      bytes: zipSync(Object.fromEntries(Object.entries(two).toReversed())),
    });
    expect(first.api.operations[0]).toMatchObject({
      operationId: 'readA',
      location: { document: 'paths/a.json', pointer: '/get' },
    });
    expect(second.sourceHash).toBe(first.sourceHash);
  });

  it('never leave their upload', async () => {
    const paths = {
      '/a': { get: {} },
      '/b': { $ref: '../../../../../../etc/passwd' },
      '/c': { $ref: 'file:///etc/passwd' },
    };
    const { api, diagnostics } = await text({ openapi: '3.1.0', info, paths });
    expect(api.operations).toHaveLength(1);
    expect(JSON.stringify([api, diagnostics])).not.toContain('root:');
  });

  it.each([
    ['an HTML page', '<!doctype html><p>hello'],
    ['a Postman collection', '{"info":{},"item":[]}'],
    ['a GraphQL introspection result', '{"data":{"__schema":{}}}'],
    ['nothing', ''],
    ['a broken document', '{"openapi": "3.0.0", "paths": {'],
    ['an unknown version', '{"openapi":"4.0.0"}'],
  ])('that are %s are refused with a place', async (_what, content) => {
    const failure = await read({ kind: 'text', name: 'x', text: content }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'document-unusable',
      diagnostics: [{ severity: 'error', location: { document: 'x' } }],
    });
  });

  it('that are ambiguous or escape are refused', async () => {
    const root = bytes('{"openapi":"3.0.0"}');
    await expect(
      read({ kind: 'file', name: 'z', bytes: zipSync({ 'a.json': root, 'b.json': root }) }),
    ).rejects.toThrow(/a\.json, b\.json/);
    await expect(read({ kind: 'file', name: 'z', bytes: zipSync({ '../a.json': root }) })).rejects.toThrow(
      /leaves the archive/,
    );
  });
});
