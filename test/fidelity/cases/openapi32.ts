import type { FidelityGroup } from '../fidelity-case.js';
import { inCookie, inPath, listOf, objectOf, rgb, sending, taking, text, whole } from '../fragments.js';

const FORM = 'application/x-www-form-urlencoded';
const querystring = (contentType: string, schema: object) =>
  taking({ name: 'q', in: 'querystring', content: { [contentType]: { schema } } });

/** OpenAPI 3.2.0 "Path Item Object", "Parameter Object" (querystring, cookie, allowReserved), "Sequential Media Types". */
export const OPENAPI_3_2: FidelityGroup = {
  name: 'OpenAPI 3.2',
  version: '3.2.0',
  cases: [
    {
      name: 'QUERY with a body',
      call: 'QUERY /search',
      operation: sending('application/json', { type: 'object' }),
      args: { body: { a: 1 } },
      sends: { line: 'QUERY /search', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
    },
    {
      name: 'additionalOperations',
      call: 'COPY /files/{id}',
      operation: taking(inPath('id', text)),
      args: { id: 'a' },
      sends: 'COPY /files/a',
    },
    {
      name: 'additionalOperations: a method as it is capitalised',
      call: 'Reindex /files',
      sends: 'Reindex /files',
    },
    {
      name: 'querystring: a form',
      call: 'GET /form',
      operation: querystring(FORM, objectOf({ a: text, n: whole })),
      args: { q: { a: 'x&y', n: 0 } },
      sends: 'GET /form?a=x%26y&n=0',
    },
    {
      name: 'querystring: an array of a form repeats its name',
      call: 'GET /form-list',
      operation: querystring(FORM, objectOf({ tags: listOf(text) })),
      args: { q: { tags: ['a', 'b'] } },
      sends: 'GET /form-list?tags=a&tags=b',
    },
    {
      name: 'querystring: JSON, percent-encoded',
      call: 'GET /json',
      operation: querystring('application/json', { type: 'object' }),
      args: { q: { numbers: [1, 2], flag: null } },
      sends: 'GET /json?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D',
    },
    {
      name: 'querystring: a text, percent-encoded',
      call: 'GET /text',
      operation: querystring('application/jsonpath', text),
      args: { q: '$.a.b[1:1]' },
      sends: 'GET /text?%24.a.b%5B1%3A1%5D',
    },
    {
      name: 'querystring: an empty one leaves no question mark',
      call: 'GET /form',
      args: { q: {} },
      sends: 'GET /form',
    },
    {
      name: 'cookie style: a value as it is',
      call: 'GET /cookie',
      operation: taking(inCookie('color', text, { style: 'cookie' })),
      args: { color: 'a=b/c' },
      sends: { line: 'GET /cookie', headers: { cookie: 'color=a=b/c' } },
    },
    {
      name: 'cookie style: an array, exploded by default',
      call: 'GET /cookie-list',
      operation: taking(inCookie('color', listOf(text), { style: 'cookie' })),
      args: { color: ['blue', 'black'] },
      sends: { line: 'GET /cookie-list', headers: { cookie: 'color=blue; color=black' } },
    },
    {
      name: 'cookie style: an object, exploded by default',
      call: 'GET /cookie-object',
      operation: taking(inCookie('color', rgb, { style: 'cookie' })),
      args: { color: { R: 100, G: 200, B: 150 } },
      sends: { line: 'GET /cookie-object', headers: { cookie: 'R=100; G=200; B=150' } },
    },
    {
      name: 'cookie style: an object, not exploded',
      call: 'GET /cookie-joined',
      operation: taking(inCookie('color', rgb, { style: 'cookie', explode: false })),
      args: { color: { R: 100, G: 200, B: 150 } },
      sends: { line: 'GET /cookie-joined', headers: { cookie: 'color=R,100,G,200,B,150' } },
    },
    {
      name: 'cookie style: a value that would start another cookie is refused',
      call: 'GET /cookie',
      args: { color: 'a; admin=1' },
      refuses: ['"color"'],
    },
    {
      name: 'cookie style: a value with a line break is refused',
      call: 'GET /cookie',
      args: { color: 'a\r\nX: y' },
      refuses: ['"color"'],
    },
    {
      name: 'allowReserved in a path, but for what would split it',
      call: 'GET /path-reserved/{ref}',
      operation: taking(inPath('ref', text, { allowReserved: true })),
      args: { ref: 'me@host:1;v=2/x?y#z' },
      sends: 'GET /path-reserved/me@host:1;v=2%2Fx%3Fy%23z',
    },
    {
      name: 'itemSchema: JSON lines',
      call: 'POST /lines',
      operation: {
        requestBody: {
          required: true,
          content: { 'application/jsonl': { itemSchema: objectOf({ a: whole }) } },
        },
      },
      args: { body: [{ a: 1 }, { a: 2 }] },
      sends: {
        line: 'POST /lines',
        headers: { 'content-type': 'application/jsonl' },
        body: '{"a":1}\n{"a":2}\n',
      },
    },
    {
      name: 'itemSchema: each item is checked',
      call: 'POST /lines',
      args: { body: [{ a: 1 }, { a: 'x' }] },
      refuses: ['"body[1].a"'],
    },
    {
      name: 'itemSchema: a JSON text sequence (RFC 7464)',
      call: 'POST /sequence',
      operation: {
        requestBody: { required: true, content: { 'application/json-seq': { itemSchema: whole } } },
      },
      args: { body: [1, 2] },
      sends: {
        line: 'POST /sequence',
        headers: { 'content-type': 'application/json-seq' },
        body: '\u001E1\n\u001E2\n',
      },
    },
  ],
};
