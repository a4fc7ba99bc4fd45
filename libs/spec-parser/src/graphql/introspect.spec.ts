import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, graphqlSync } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { introspect } from './introspect.js';

const SCHEMA = buildSchema('type Query { hello(name: String = "you"): String! }');

/** An endpoint on this machine; what it does to a request is set by each test. */
let answer: (
  query: string,
  request: IncomingMessage,
) => { status?: number; location?: string; body: unknown };
let server: Server;
let url = '';
let seen: { method: string; headers: IncomingMessage['headers'] }[];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', headers: request.headers });
      const { query } = JSON.parse(body || '{}') as { query?: string };
      const { status = 200, location, body: told } = answer(query ?? '', request);
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(location === undefined ? {} : { location }),
      });
      response.end(typeof told === 'string' ? told : JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const run = (query: string) => graphqlSync({ schema: SCHEMA, source: query });
const read = (headers?: Record<string, string>, allowedNetworks = ['127.0.0.1/32']) =>
  readApiDescription(
    { kind: 'url', url, ...(headers === undefined ? {} : { headers }) },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks, trustEntryUrl: false } },
  );

describe('a live endpoint', () => {
  it('is asked for its schema by POST with the given headers, and becomes the address', async () => {
    answer = (query) => ({ body: run(query) });
    const { api } = await read({ Authorization: 'Bearer x' });
    expect(seen).toMatchObject([{ method: 'POST', headers: { authorization: 'Bearer x' } }]);
    expect(api.servers).toEqual([{ url, variables: {} }]);
    expect(api).toMatchObject({
      info: { title: '127.0.0.1' },
      source: { format: 'graphql', version: 'introspection' },
      operations: [{ id: 'query hello', arguments: [{ schema: { default: 'you' } }] }],
    });
  });

  it('is asked again in older words when it does not know the newest', async () => {
    answer = (query) =>
      query.includes('specifiedByURL') || query.includes('isOneOf')
        ? { status: 400, body: { errors: [{ message: 'Cannot query field "isOneOf"' }] } }
        : { body: run(query) };
    expect((await read()).api.operations).toHaveLength(1);
    expect(seen).toHaveLength(2);
  });

  it('says in its own words why it refuses', async () => {
    answer = () => ({ status: 403, body: { errors: [{ message: 'Introspection is not for you' }] } });
    await expect(read()).rejects.toMatchObject({
      code: 'document-unusable',
      detail: expect.stringContaining('Introspection is not for you'),
    });
    answer = () => ({ body: '<html>' });
    await expect(read()).rejects.toMatchObject({ code: 'document-unusable' });
    answer = () => ({ status: 502, body: 'busy' });
    await expect(read()).rejects.toMatchObject({ code: 'source-unreachable' });
  });

  it('is behind the same guard as every other address', async () => {
    answer = (query) => ({ body: run(query) });
    await expect(read({}, [])).rejects.toMatchObject({ code: 'source-refused' });
    const options = {
      limits: DEFAULT_READ_LIMITS,
      fetch: { allowedNetworks: [], trustEntryUrl: false },
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    };
    await expect(introspect(url.replace('127.0.0.1', 'api.test'), {}, options)).rejects.toMatchObject({
      code: 'source-refused',
    });
    expect(seen).toEqual([]);
  });

  it('does not hand its headers to another origin, nor become a GET by a redirect', async () => {
    const other = url.replace('127.0.0.1', 'localhost');
    const options = {
      limits: DEFAULT_READ_LIMITS,
      fetch: { allowedNetworks: ['127.0.0.1/32'], trustEntryUrl: false },
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    };
    answer = (query, { headers }) =>
      headers.host?.startsWith('127') === true
        ? { status: 307, location: other, body: '' }
        : { body: run(query) };
    await introspect(url, { 'X-Secret': 's' }, options);
    expect(seen.map(({ method, headers }) => [method, headers['x-secret']])).toEqual([
      ['POST', 's'],
      ['POST', undefined],
    ]);
    answer = () => ({ status: 302, location: other, body: '' });
    await expect(introspect(url, {}, options)).rejects.toMatchObject({ code: 'source-unreachable' });
  });
});
