import type { FidelityGroup } from '../fidelity-case.js';
import { listOf, objectOf, sending, text, whole } from '../fragments.js';

const JSON_TYPE = 'application/json';
const json = (body: string, line: string) => ({ line, headers: { 'content-type': JSON_TYPE }, body });

/** OpenAPI 3.1.1 "Request Body Object" and "Media Type Object"; RFC 8259; RFC 9110 section 8.3. */
export const BODIES: FidelityGroup = {
  name: 'bodies',
  version: '3.1.1',
  cases: [
    {
      name: 'JSON: an object with null, empty and nested members, in the order given',
      call: 'POST /object',
      operation: sending(JSON_TYPE, { type: 'object' }),
      args: { body: { z: null, a: '', n: 0, f: false, list: [], deep: { x: [{ y: 1 }] } } },
      sends: json('{"z":null,"a":"","n":0,"f":false,"list":[],"deep":{"x":[{"y":1}]}}', 'POST /object'),
    },
    {
      name: 'JSON: an array',
      call: 'POST /array',
      operation: sending(JSON_TYPE, listOf(whole)),
      args: { body: [1, 2] },
      sends: json('[1,2]', 'POST /array'),
    },
    {
      name: 'JSON: an empty array',
      call: 'POST /array',
      args: { body: [] },
      sends: json('[]', 'POST /array'),
    },
    {
      name: 'JSON: a string keeps its quotes',
      call: 'POST /string',
      operation: sending(JSON_TYPE, text),
      args: { body: '5' },
      sends: json('"5"', 'POST /string'),
    },
    {
      name: 'JSON: a number',
      call: 'POST /number',
      operation: sending(JSON_TYPE, { type: 'number' }),
      args: { body: 0.5 },
      sends: json('0.5', 'POST /number'),
    },
    {
      name: 'JSON: a boolean',
      call: 'POST /boolean',
      operation: sending(JSON_TYPE, { type: 'boolean' }),
      args: { body: false },
      sends: json('false', 'POST /boolean'),
    },
    {
      name: 'JSON: null is a value, not a missing body',
      call: 'POST /null',
      operation: sending(JSON_TYPE, { type: ['object', 'null'] }),
      args: { body: null },
      sends: json('null', 'POST /null'),
    },
    {
      name: 'JSON: text that looks like JSON stays a string inside an object',
      call: 'POST /object',
      args: { body: { a: '{"b":1}', c: '007' } },
      sends: json('{"a":"{\\"b\\":1}","c":"007"}', 'POST /object'),
    },
    {
      name: 'JSON: a type with the +json suffix',
      call: 'PATCH /merge',
      operation: sending('application/merge-patch+json', { type: 'object' }),
      args: { body: { gone: null } },
      sends: {
        line: 'PATCH /merge',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"gone":null}',
      },
    },
    {
      name: 'JSON: parameters of the media type are sent',
      call: 'POST /versioned',
      operation: sending('application/vnd.api+json; version=2', { type: 'object' }),
      args: { body: {} },
      sends: {
        line: 'POST /versioned',
        headers: { 'content-type': 'application/vnd.api+json; version=2' },
        body: '{}',
      },
    },
    {
      name: 'JSON: what the API alone writes (readOnly) is not asked for',
      call: 'POST /read-only',
      operation: sending(JSON_TYPE, {
        type: 'object',
        required: ['id', 'name'],
        properties: { id: { type: 'integer', readOnly: true }, name: text },
      }),
      args: { body: { name: 'Rex' } },
      sends: json('{"name":"Rex"}', 'POST /read-only'),
    },
    {
      name: 'an optional body that is not given leaves no body and no Content-Type',
      call: 'POST /optional',
      operation: { requestBody: { content: { [JSON_TYPE]: { schema: { type: 'object' } } } } },
      args: {},
      sends: 'POST /optional',
    },
    {
      name: 'an optional body that is given is sent',
      call: 'POST /optional',
      args: { body: {} },
      sends: json('{}', 'POST /optional'),
    },
    {
      name: 'a required body that is missing: refused',
      call: 'POST /array',
      args: {},
      refuses: ['"body"'],
    },
    {
      name: 'GET with a body',
      call: 'GET /search',
      operation: sending(JSON_TYPE, { type: 'object' }),
      args: { body: { q: 'x' } },
      sends: json('{"q":"x"}', 'GET /search'),
    },
    {
      name: 'DELETE with a body',
      call: 'DELETE /items',
      operation: sending(JSON_TYPE, listOf(whole)),
      args: { body: [7] },
      sends: json('[7]', 'DELETE /items'),
    },
    {
      name: 'text',
      call: 'PUT /text',
      operation: sending('text/plain; charset=utf-8', text),
      args: { body: 'größe\r\n{"not":"json"}' },
      sends: {
        line: 'PUT /text',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'größe\r\n{"not":"json"}',
      },
    },
    {
      name: 'text: an empty text is a body',
      call: 'PUT /text',
      args: { body: '' },
      sends: { line: 'PUT /text', headers: { 'content-type': 'text/plain; charset=utf-8' } },
    },
    {
      name: 'bytes: base64 in the argument, raw in the request',
      call: 'PUT /bytes',
      operation: { requestBody: { required: true, content: { 'image/png': {} } } },
      args: { body: '/wABgA==' },
      sends: { line: 'PUT /bytes', headers: { 'content-type': 'image/png' }, bodyBase64: '/wABgA==' },
    },
    {
      name: 'bytes: what is no base64 is refused',
      call: 'PUT /bytes',
      args: { body: 'not base64!' },
      refuses: ['base64'],
    },
    {
      name: 'several media types: the first kind unless one is chosen',
      call: 'POST /choice',
      operation: {
        requestBody: {
          required: true,
          content: {
            'text/plain': { schema: text },
            [JSON_TYPE]: { schema: objectOf({ a: whole }) },
          },
        },
      },
      args: { body: { a: 1 } },
      sends: json('{"a":1}', 'POST /choice'),
    },
    {
      name: 'several media types: the chosen one',
      call: 'POST /choice',
      args: { body: 'hello', content_type: 'text/plain' },
      sends: { line: 'POST /choice', headers: { 'content-type': 'text/plain' }, body: 'hello' },
    },
    {
      name: 'several media types: one that is not described is refused',
      call: 'POST /choice',
      args: { body: 'hello', content_type: 'text/html' },
      refuses: ['"content_type"'],
    },
  ],
};
