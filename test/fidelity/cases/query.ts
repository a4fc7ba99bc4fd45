import type { FidelityGroup } from '../fidelity-case.js';
import { flag, inQuery, listOf, objectOf, rgb, taking, text, whole } from '../fragments.js';

const COLORS = ['blue', 'black', 'brown'];
const RGB = { R: 100, G: 200, B: 150 };
const nullable = { type: ['string', 'null'] };

/** OpenAPI 3.1.1 "Style Examples" and "Parameter Object"; RFC 6570 sections 3.2.3, 3.2.8 and 3.2.9. */
export const QUERY: FidelityGroup = {
  name: 'query parameters',
  version: '3.1.1',
  cases: [
    {
      name: 'form: a string',
      call: 'GET /form',
      operation: taking(inQuery('color', text), inQuery('count', whole), inQuery('on', flag)),
      args: { color: 'blue' },
      sends: 'GET /form?color=blue',
    },
    {
      name: 'form: an empty string is sent, not left out',
      call: 'GET /form',
      args: { color: '' },
      sends: 'GET /form?color=',
    },
    {
      name: 'form: zero and false are values',
      call: 'GET /form',
      args: { count: 0, on: false },
      sends: 'GET /form?count=0&on=false',
    },
    {
      name: 'form: what is not given is not sent',
      call: 'GET /form',
      args: {},
      sends: 'GET /form',
    },
    {
      name: 'form: separators, plus and percent signs inside a value',
      call: 'GET /form',
      args: { color: 'a&b=c+d%20e#f' },
      sends: 'GET /form?color=a%26b%3Dc%2Bd%2520e%23f',
    },
    {
      name: 'form: spaces and characters beyond ASCII',
      call: 'GET /form',
      args: { color: 'é 😀' },
      sends: 'GET /form?color=%C3%A9%20%F0%9F%98%80',
    },
    {
      name: 'form: CR LF cannot reach the request line',
      call: 'GET /form',
      args: { color: 'a HTTP/1.1\r\nX: y' },
      sends: 'GET /form?color=a%20HTTP%2F1.1%0D%0AX%3A%20y',
    },
    {
      name: 'form: null is the empty value of the table',
      call: 'GET /nullable',
      operation: taking(inQuery('color', nullable)),
      args: { color: null },
      sends: 'GET /nullable?color=',
    },
    {
      name: 'form: an array, exploded by default',
      call: 'GET /form-list-exploded',
      operation: taking(inQuery('color', listOf(text))),
      args: { color: COLORS },
      sends: 'GET /form-list-exploded?color=blue&color=black&color=brown',
    },
    {
      name: 'form: an array, not exploded',
      call: 'GET /form-list',
      operation: taking(inQuery('color', listOf(text), { explode: false })),
      args: { color: COLORS },
      sends: 'GET /form-list?color=blue,black,brown',
    },
    {
      name: 'form: a comma inside an element is no separator',
      call: 'GET /form-list',
      args: { color: ['a,b', 'c'] },
      sends: 'GET /form-list?color=a%2Cb,c',
    },
    {
      name: 'form: an array with an empty string in it keeps its place',
      call: 'GET /form-list',
      args: { color: ['a', '', 'b'] },
      sends: 'GET /form-list?color=a,,b',
    },
    {
      name: 'form: an object, exploded by default',
      call: 'GET /form-object-exploded',
      operation: taking(inQuery('color', rgb)),
      args: { color: RGB },
      sends: 'GET /form-object-exploded?R=100&G=200&B=150',
    },
    {
      name: 'form: an object, not exploded',
      call: 'GET /form-object',
      operation: taking(inQuery('color', rgb, { explode: false })),
      args: { color: RGB },
      sends: 'GET /form-object?color=R,100,G,200,B,150',
    },
    {
      name: 'spaceDelimited: an array',
      call: 'GET /space-list',
      operation: taking(inQuery('color', listOf(text), { style: 'spaceDelimited', explode: false })),
      args: { color: COLORS },
      sends: 'GET /space-list?color=blue%20black%20brown',
    },
    {
      name: 'spaceDelimited: does not explode unless told to',
      call: 'GET /space-default',
      operation: taking(inQuery('color', listOf(text), { style: 'spaceDelimited' })),
      args: { color: ['a', 'b'] },
      sends: 'GET /space-default?color=a%20b',
    },
    {
      name: 'spaceDelimited: an object',
      call: 'GET /space-object',
      operation: taking(inQuery('color', rgb, { style: 'spaceDelimited', explode: false })),
      args: { color: RGB },
      sends: 'GET /space-object?color=R%20100%20G%20200%20B%20150',
    },
    {
      name: 'pipeDelimited: an array',
      call: 'GET /pipe-list',
      operation: taking(inQuery('color', listOf(text), { style: 'pipeDelimited', explode: false })),
      args: { color: COLORS },
      sends: 'GET /pipe-list?color=blue%7Cblack%7Cbrown',
    },
    {
      name: 'pipeDelimited: an object',
      call: 'GET /pipe-object',
      operation: taking(inQuery('color', rgb, { style: 'pipeDelimited', explode: false })),
      args: { color: RGB },
      sends: 'GET /pipe-object?color=R%7C100%7CG%7C200%7CB%7C150',
    },
    {
      name: 'deepObject: an object',
      call: 'GET /deep',
      operation: taking(inQuery('color', rgb, { style: 'deepObject', explode: true })),
      args: { color: RGB },
      sends: 'GET /deep?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
    },
    {
      name: 'deepObject: nested, as servers with this style read it',
      call: 'GET /deep-nested',
      operation: taking(
        inQuery('filter', objectOf({ size: objectOf({ gt: whole }), name: text }), {
          style: 'deepObject',
          explode: true,
        }),
      ),
      args: { filter: { size: { gt: 5 }, name: 'a&b' } },
      sends: 'GET /deep-nested?filter%5Bsize%5D%5Bgt%5D=5&filter%5Bname%5D=a%26b',
    },
    {
      name: 'allowReserved: what a query may hold stays',
      call: 'GET /reserved',
      operation: taking(inQuery('url', text, { allowReserved: true })),
      args: { url: 'http://a.b/c?d@e:f,g;h$i!(j)*' },
      sends: 'GET /reserved?url=http://a.b/c?d@e:f,g;h$i!(j)*',
    },
    {
      name: 'allowReserved: what would end or split the value is encoded all the same',
      call: 'GET /reserved',
      args: { url: 'a&b#c+d e' },
      sends: 'GET /reserved?url=a%26b%23c%2Bd%20e',
    },
    {
      name: 'allowReserved: encoded triples pass, a lone percent sign does not',
      call: 'GET /reserved',
      args: { url: 'a%2Fb 100%' },
      sends: 'GET /reserved?url=a%2Fb%20100%25',
    },
    {
      name: 'allowEmptyValue: a value of an enum may be empty too',
      call: 'GET /empty',
      operation: taking(inQuery('sort', { type: 'string', enum: ['up', 'down'] }, { allowEmptyValue: true })),
      args: { sort: '' },
      sends: 'GET /empty?sort=',
    },
    {
      name: 'allowEmptyValue: the other values are still checked',
      call: 'GET /empty',
      args: { sort: 'left' },
      refuses: ['"sort"'],
    },
    {
      name: 'content: JSON',
      call: 'GET /content',
      operation: taking({
        name: 'filter',
        in: 'query',
        content: { 'application/json': { schema: objectOf({ a: listOf(whole), b: nullable }) } },
      }),
      args: { filter: { a: [1, 2], b: null } },
      sends: 'GET /content?filter=%7B%22a%22%3A%5B1%2C2%5D%2C%22b%22%3Anull%7D',
    },
    {
      name: 'content: a JSON string keeps its quotes',
      call: 'GET /content-text',
      operation: taking({ name: 'q', in: 'query', content: { 'application/json': { schema: text } } }),
      args: { q: 'x' },
      sends: 'GET /content-text?q=%22x%22',
    },
  ],
};

/** Names that no identifier is; OpenAPI 3.1.1 "Appendix E" and RFC 3986 section 2.1. */
export const NAMES: FidelityGroup = {
  name: 'parameter names',
  version: '3.0.4',
  cases: [
    {
      name: 'brackets, a dollar sign, a dot, a hyphen, beyond ASCII',
      call: 'GET /names',
      operation: taking(
        inQuery('filter[x]', text),
        inQuery('$top', whole),
        inQuery('a.b', text),
        inQuery('page-size', whole),
        inQuery('größe', text),
      ),
      args: { filter_x: '1', top: 2, 'a.b': '3', 'page-size': 4, gr_e: '5' },
      sends: 'GET /names?filter%5Bx%5D=1&%24top=2&a.b=3&page-size=4&gr%C3%B6%C3%9Fe=5',
    },
    {
      name: 'an array whose name ends in brackets',
      call: 'GET /bracket-list',
      operation: taking(inQuery('ids[]', listOf(whole))),
      args: { ids: [1, 2] },
      sends: 'GET /bracket-list?ids%5B%5D=1&ids%5B%5D=2',
    },
    {
      name: 'names that differ in case only',
      call: 'GET /case',
      operation: taking(inQuery('id', text), inQuery('ID', text)),
      args: { id: 'a', ID_query: 'b' },
      sends: 'GET /case?id=a&ID=b',
    },
    {
      name: 'a parameter named body beside a body',
      call: 'POST /body',
      operation: {
        ...taking(inQuery('body', text)),
        requestBody: { required: true, content: { 'application/json': { schema: objectOf({ a: whole }) } } },
      },
      args: { body: 'q', body_body: { a: 1 } },
      sends: {
        line: 'POST /body?body=q',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      },
    },
    {
      name: 'a name that objects have by birth',
      call: 'GET /birth',
      operation: taking(inQuery('constructor', text), inQuery('__proto__', text)),
      args: { constructor: 'c' },
      sends: 'GET /birth?constructor=c',
    },
    {
      name: 'a name that objects have by birth, not given',
      call: 'GET /birth',
      args: {},
      sends: 'GET /birth',
    },
    {
      name: 'a name that objects have by birth, required and not given',
      call: 'GET /birth-required',
      operation: taking(inQuery('toString', text, { required: true })),
      args: {},
      refuses: ['"toString" is required'],
    },
  ],
};
