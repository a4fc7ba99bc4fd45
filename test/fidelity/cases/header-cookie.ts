import type { FidelityGroup } from '../fidelity-case.js';
import { inCookie, inHeader, listOf, rgb, taking, text, whole } from '../fragments.js';

const RGB = { R: 100, G: 200, B: 150 };

/** OpenAPI 3.1.1 "Style Examples" (`simple`; `form` in cookies); RFC 9110 section 5.5; RFC 6265 section 4.1. */
export const HEADERS_AND_COOKIES: FidelityGroup = {
  name: 'headers and cookies',
  version: '3.1.1',
  cases: [
    {
      name: 'header: a string, under any spelling of its name',
      call: 'GET /header',
      operation: taking(inHeader('X-Id', text)),
      args: { 'X-Id': 'a b/c?d=e' },
      sends: { line: 'GET /header', headers: { 'x-id': 'a b/c?d=e' } },
    },
    {
      name: 'header: zero',
      call: 'GET /header-number',
      operation: taking(inHeader('X-Count', whole)),
      args: { 'X-Count': 0 },
      sends: { line: 'GET /header-number', headers: { 'x-count': '0' } },
    },
    {
      name: 'header: an array',
      call: 'GET /header-list',
      operation: taking(inHeader('X-Colors', listOf(text))),
      args: { 'X-Colors': ['blue', 'black'] },
      sends: { line: 'GET /header-list', headers: { 'x-colors': 'blue,black' } },
    },
    {
      name: 'header: an object',
      call: 'GET /header-object',
      operation: taking(inHeader('X-Color', rgb)),
      args: { 'X-Color': RGB },
      sends: { line: 'GET /header-object', headers: { 'x-color': 'R,100,G,200,B,150' } },
    },
    {
      name: 'header: an object, exploded',
      call: 'GET /header-object-exploded',
      operation: taking(inHeader('X-Color', rgb, { explode: true })),
      args: { 'X-Color': RGB },
      sends: { line: 'GET /header-object-exploded', headers: { 'x-color': 'R=100,G=200,B=150' } },
    },
    {
      name: 'header: content as JSON',
      call: 'GET /header-content',
      operation: taking({
        name: 'X-Filter',
        in: 'header',
        content: { 'application/json': { schema: rgb } },
      }),
      args: { 'X-Filter': { R: 1 } },
      sends: { line: 'GET /header-content', headers: { 'x-filter': '{"R":1}' } },
    },
    {
      name: 'header: characters beyond ASCII as UTF-8',
      call: 'GET /header',
      args: { 'X-Id': 'größe' },
      sends: { line: 'GET /header', headers: { 'x-id': 'größe' } },
    },
    {
      name: 'header: a line break would start another header: refused',
      call: 'GET /header',
      args: { 'X-Id': 'a\r\nX-Admin: true' },
      refuses: ['"X-Id"'],
    },
    {
      name: 'header: Accept, Content-Type and Authorization are described elsewhere',
      call: 'GET /header-ignored',
      operation: taking(
        inHeader('Authorization', text, { required: true }),
        inHeader('Content-Type', text, { required: true }),
        inHeader('X-Id', text),
      ),
      args: { 'X-Id': '1' },
      sends: { line: 'GET /header-ignored', headers: { 'x-id': '1' } },
    },
    {
      name: 'header: the media types of the good answers are asked for',
      call: 'GET /accept',
      operation: {
        responses: {
          '200': { description: 'Done.', content: { 'application/json': {} } },
          '400': { description: 'Bad.', content: { 'application/problem+json': {} } },
        },
      },
      sends: { line: 'GET /accept', headers: { accept: 'application/json, */*;q=0.1' } },
    },
    {
      name: 'cookie: two parameters in one header',
      call: 'GET /cookie',
      operation: taking(inCookie('session', text), inCookie('count', whole)),
      args: { session: 'abc', count: 0 },
      sends: { line: 'GET /cookie', headers: { cookie: 'session=abc; count=0' } },
    },
    {
      name: 'cookie: what would end the value is encoded',
      call: 'GET /cookie',
      args: { session: 'a; admin=1\r\nb' },
      sends: { line: 'GET /cookie', headers: { cookie: 'session=a%3B%20admin%3D1%0D%0Ab' } },
    },
    {
      name: 'cookie: form, an array, not exploded',
      call: 'GET /cookie-list',
      operation: taking(inCookie('color', listOf(text), { explode: false })),
      args: { color: ['blue', 'black'] },
      sends: { line: 'GET /cookie-list', headers: { cookie: 'color=blue,black' } },
    },
    {
      name: 'cookie: form, an object, not exploded',
      call: 'GET /cookie-object',
      operation: taking(inCookie('color', rgb, { explode: false })),
      args: { color: RGB },
      sends: { line: 'GET /cookie-object', headers: { cookie: 'color=R,100,G,200,B,150' } },
    },
  ],
};
