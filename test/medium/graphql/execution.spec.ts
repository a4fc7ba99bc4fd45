import { createHash } from 'node:crypto';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveSchema, type GraphqlToolServer } from '../../support/graphql-server.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../../support/graphql-upstream.js';

const SDL = `
  scalar Upload
  enum Color { RED GREEN }
  input Filter { color: Color = RED and: [Filter!] note: String }
  type Thing { id: ID! name: String color: Color parent: Thing tags(prefix: String): [String!] }
  type Query {
    "One thing."
    thing(id: ID!): Thing
    things(first: Int! = 10, filter: Filter): [Thing!]!
    ping: String!
  }
  input FileInput { title: String file: Upload! }
  type Mutation {
    rename(id: ID!, name: String): Thing
    attach(id: ID!, files: [FileInput!]!, cover: Upload): Thing
  }
`;

let upstream: GraphqlUpstream;
let server: GraphqlToolServer;

async function start(env: Record<string, string> = {}): Promise<void> {
  server = await serveSchema(SDL, { UPSTREAM_BASE_URL: upstream.url, ...env });
}

beforeEach(async () => {
  upstream = await startGraphqlUpstream(buildSchema(SDL));
});
afterEach(async () => {
  await server.close();
  upstream.close();
});

describe('a GraphQL call', () => {
  it('sends one fixed document by POST, and arguments as variables, whatever they hold', async () => {
    await start();
    const hostile = '"}) { evil } #\n\\u0022 $x é漢字😀';
    const answer = await server.call('thing', { id: hostile });
    expect(answer.structured).toMatchObject({ data: { id: 'value', name: 'value', color: 'RED' } });
    expect(JSON.parse(answer.text)).toEqual(answer.structured);
    const [request] = upstream.seen;
    expect(request).toMatchObject({ method: 'POST', variables: { id: hostile }, errors: [] });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers.accept).toMatch(/^application\/graphql-response\+json/);
    expect(request?.query).not.toContain('evil');
  });

  it('leaves out what was not given, so that the API keeps its defaults, and sends null where it was said', async () => {
    await start();
    await server.call('things', { filter: { color: 'GREEN', and: [{ note: null }] } });
    await server.call('rename', { id: '1', name: null });
    expect(upstream.seen.map(({ variables, errors }) => [variables, errors])).toEqual([
      [{ filter: { color: 'GREEN', and: [{ note: null }] } }, []],
      [{ id: '1', name: null }, []],
    ]);
  });

  it('refuses wrong arguments and unknown fields before anything is sent', async () => {
    await start();
    expect(await server.call('things', { filter: { color: 'BLUE' } })).toMatchObject({ isError: true });
    const unknown = await server.call('thing', { id: '1', fields: ['nmae'] });
    expect(unknown.isError).toBe(true);
    expect(unknown.text).toMatch(/"nmae" is not possible: Thing has no field "nmae"\. Did you mean "name"/);
    expect(upstream.seen).toEqual([]);
  });

  it('selects the fields that the model names', async () => {
    await start();
    const answer = await server.call('thing', {
      id: '1',
      fields: ['parent.parent.id', 'tags(prefix: "a\\"b")'],
    });
    expect(answer.structured).toEqual({ data: { parent: { parent: { id: 'value' } }, tags: ['value'] } });
    expect(upstream.seen[0]).toMatchObject({ errors: [], variables: { id: '1', tags_prefix: 'a"b' } });
  });

  it('gives partial data with its errors, and is an error without data', async () => {
    await start({ GRAPHQL_TOKEN: 'secret-token' });
    const errors = [
      { message: 'no parent for secret-token', path: ['thing', 'parent'], extensions: { code: 'X' } },
    ];
    const body = { data: { thing: { id: '1', parent: null } }, errors, extensions: { cost: 3 } };
    upstream.answer = () => ({ status: 200, body: JSON.stringify(body) });
    const partial = await server.call('thing', { id: '1' });
    expect(partial).toMatchObject({
      structured: { data: { id: '1' }, errors: [{ message: 'no parent for ***' }], extensions: { cost: 3 } },
    });
    expect(partial.isError).not.toBe(true);
    upstream.answer = () => ({ status: 200, body: JSON.stringify({ ...body, data: { thing: null } }) });
    const none = await server.call('thing', { id: '1' });
    expect(none.isError).toBe(true);
    expect(none.text).toMatch(/no parent for \*\*\* \(at thing\.parent\) \{"code":"X"\}[\s\S]*"cost":3/);
    upstream.answer = () => ({
      status: 400,
      body: JSON.stringify({ errors: [{ message: 'Bad document' }] }),
    });
    expect((await server.call('thing', { id: '1' })).text).toContain('Bad document');
    upstream.answer = () => ({ status: 200, body: '<html>login' });
    expect(await server.call('thing', { id: '1' })).toMatchObject({ isError: true });
    upstream.answer = () => ({ status: 200, body: '{"data":{"thing":null}}' });
    expect(await server.call('thing', { id: '1' })).toEqual({
      text: '{"data":null}',
      structured: { data: null },
    });
  });

  it('sends the credential that is set, and says which one when it is refused', async () => {
    await start({ GRAPHQL_TOKEN: 'secret-token' });
    await server.call('ping');
    expect(upstream.seen[0]?.headers.authorization).toBe('Bearer secret-token');
    const denied = { errors: [{ message: 'Not you', extensions: { code: 'UNAUTHENTICATED' } }] };
    upstream.answer = () => ({ status: 200, body: JSON.stringify(denied) });
    expect((await server.call('ping')).text).toMatch(/check GRAPHQL_TOKEN/);
    await server.close();
    await start({ GRAPHQL_API_KEY: 'secret-key' });
    await server.call('ping');
    expect(upstream.seen.at(-1)?.headers['x-api-key']).toBe('secret-key');
  });

  it('repeats queries that fail in passing, and never a mutation', async () => {
    await start();
    upstream.answer = () => ({ status: 503, body: 'busy' });
    expect(await server.call('ping')).toMatchObject({ isError: true });
    expect(upstream.seen).toHaveLength(3);
    expect(await server.call('rename', { id: '1' })).toMatchObject({ isError: true });
    expect(upstream.seen).toHaveLength(4);
  });

  it('can send queries by GET, and mutations by POST all the same', async () => {
    await start({ GRAPHQL_METHOD: 'GET' });
    await server.call('thing', { id: 'a&b=c d' });
    await server.call('rename', { id: '1' });
    expect(upstream.seen).toMatchObject([
      { method: 'GET', body: '', variables: { id: 'a&b=c d' }, errors: [] },
      { method: 'POST', errors: [] },
    ]);
  });

  it('can send the hash of a document first, and the document when it is asked for', async () => {
    await start({ GRAPHQL_PERSISTED_QUERIES: '1' });
    const known = new Set<unknown>();
    const unknown = JSON.stringify({ errors: [{ message: 'PersistedQueryNotFound' }] });
    upstream.answer = ({ query, extensions }) => {
      const { sha256Hash } = (extensions as { persistedQuery: { sha256Hash: string } }).persistedQuery;
      if (query !== undefined && createHash('sha256').update(query).digest('hex') === sha256Hash)
        known.add(sha256Hash);
      return { status: 200, body: known.has(sha256Hash) ? '{"data":{"ping":"pong"}}' : unknown };
    };
    for (let round = 0; round < 2; round += 1)
      expect((await server.call('ping')).structured).toEqual({ data: 'pong' });
    expect(upstream.seen.map(({ query }) => query !== undefined)).toEqual([false, true, false]);
  });

  it('sends files as the parts of a multipart request', async () => {
    await start();
    const file = {
      data: Buffer.from('one\r\n').toString('base64'),
      filename: 'a".txt',
      contentType: 'text/plain',
    };
    const files = [{ title: 'A', file }, { file: { data: 'Ynl0ZXM=' } }];
    const answer = await server.call('attach', { id: '1', files, cover: file });
    expect(answer.isError).not.toBe(true);
    const [request] = upstream.seen;
    expect(request?.errors).toEqual([]);
    expect(request?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.variables).toEqual({
      id: '1',
      files: [{ title: 'A', file: 'one\r\n' }, { file: 'bytes' }],
      cover: 'one\r\n',
    });
    expect(request?.body).toContain('filename="a%22.txt"\r\nContent-Type: text/plain\r\n');
    expect(await server.call('attach', { id: '1', files: [{ file: { data: '!' } }] })).toMatchObject({
      isError: true,
    });
    expect(upstream.seen).toHaveLength(1);
  });

  it('cuts what is too long and says so', async () => {
    await start({ MAX_RESULT_CHARS: '200', MAX_RESPONSE_BYTES: '1000' });
    upstream.answer = () => ({ status: 200, body: JSON.stringify({ data: { ping: 'x'.repeat(500) } }) });
    const cut = await server.call('ping');
    expect(String(cut.structured?.['data'])).toMatch(/^x{100,200}…$/);
    expect(cut.text).toMatch(/\[Cut to fit: "data": the first \d+ of 500 characters/);
    upstream.answer = () => ({ status: 200, body: JSON.stringify({ data: { ping: 'x'.repeat(5000) } }) });
    expect(await server.call('ping')).toMatchObject({ isError: true });
  });
});
