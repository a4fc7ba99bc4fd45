import { describe, expect, it } from 'vitest';
import type { HttpBinding, ParameterBinding } from '../format.js';
import { buildRequest } from './build-request.js';

const parameter = (place: ParameterBinding['in'], name: string): ParameterBinding => ({
  argument: name,
  in: place,
  name,
  style: place === 'query' || place === 'cookie' ? 'form' : 'simple',
  explode: false,
});
const binding = (parts: Partial<HttpBinding>): HttpBinding => ({
  kind: 'http',
  method: 'GET',
  path: '/pets/{id}',
  parameters: [parameter('path', 'id')],
  accept: [],
  security: [],
  ...parts,
});

describe('requests', () => {
  it.each([
    ['a/b', '/pets/a%2Fb'],
    ['a%2fb', '/pets/a%252fb'],
    ['x y?#', '/pets/x%20y%3F%23'],
    ['...', '/pets/...'],
  ])('encode the path value %j', (id, path) => {
    expect(buildRequest(binding({}), { id }).path).toBe(path);
  });

  it.each(['..', '.', '', '%2e%2e'.replaceAll('%2e', '.')])(
    'refuse the path value %j, which would walk',
    (id) => {
      expect(() => buildRequest(binding({}), { id })).toThrow(/address/);
    },
  );

  it('join a query that stands in the path with the arguments', () => {
    const parts = binding({ path: '/pets?beta=true', parameters: [parameter('query', 'limit')] });
    expect(buildRequest(parts, { limit: 5 })).toMatchObject({
      path: '/pets',
      query: ['beta=true', 'limit=5'],
    });
  });

  it('send the only value there is, given or not', () => {
    const parts = binding({
      path: '/pets',
      parameters: [{ ...parameter('query', 'kind'), constant: 'cat' }],
    });
    expect(buildRequest(parts, {}).query).toEqual(['kind=cat']);
    expect(buildRequest(parts, { kind: 'cat' }).query).toEqual(['kind=cat']);
  });

  it('refuse line breaks in headers', () => {
    const headers = binding({ path: '/pets', parameters: [parameter('header', 'X-Id')] });
    expect(buildRequest(headers, { 'X-Id': 'ok' }).headers).toEqual({ 'x-id': 'ok' });
    expect(() => buildRequest(headers, { 'X-Id': 'a\r\nb: c' })).toThrow(/line breaks/);
  });

  it('send what is given and nothing else: null, empty, 0 and false count as given', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const query = binding({ path: '/pets', parameters: names.map((name) => parameter('query', name)) });
    expect(buildRequest(query, { a: null, b: '', c: 0, d: false }).query).toEqual([
      'a=',
      'b=',
      'c=0',
      'd=false',
    ]);
  });

  it('send the default that an owner chose where an argument is left out', () => {
    const limit = { ...parameter('query', 'limit'), constant: 5 };
    const query = binding({ path: '/pets', parameters: [limit] });
    expect(buildRequest(query, {}).query).toEqual(['limit=5']);
    expect(buildRequest(query, { limit: 0 }).query).toEqual(['limit=0']);
  });

  it('have no body and no content type when an optional body is left out', () => {
    const body = {
      argument: 'body',
      required: false,
      variants: [{ contentType: 'application/json', codec: 'json' as const }],
    };
    const post = binding({ method: 'POST', path: '/pets', parameters: [], body });
    expect(buildRequest(post, {})).not.toHaveProperty('body');
    expect(buildRequest(post, { body: [] }).body).toEqual({ contentType: 'application/json', bytes: '[]' });
  });
});
