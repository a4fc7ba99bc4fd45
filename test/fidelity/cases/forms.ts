import type { FidelityGroup } from '../fidelity-case.js';
import { listOf, objectOf, sending, text, whole } from '../fragments.js';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const form = (line: string, body: string) => ({ line, headers: { 'content-type': FORM }, body });
const bytes = { type: 'string', contentMediaType: 'application/octet-stream' };

/** Each part as its header lines and its content. */
function multipart(line: string, ...parts: readonly (readonly [head: string, content: string])[]) {
  const body = parts.map(([head, content]) => `--{{boundary}}\r\n${head}\r\n\r\n${content}\r\n`).join('');
  return {
    line,
    headers: { 'content-type': `${MULTIPART}; boundary={{boundary}}` },
    body: `${body}--{{boundary}}--\r\n`,
  };
}

const field = (name: string) => `Content-Disposition: form-data; name="${name}"`;

/** OpenAPI 3.1.1 "Encoding Object" and "Encoding the x-www-form-urlencoded Media Type"; RFC 6570. */
export const FORMS: FidelityGroup = {
  name: 'forms',
  version: '3.1.1',
  cases: [
    {
      name: 'texts, numbers and empty values',
      call: 'POST /plain',
      operation: sending(FORM, objectOf({ a: text, n: whole, f: { type: 'boolean' } })),
      args: { body: { a: '', n: 0, f: false } },
      sends: form('POST /plain', 'a=&n=0&f=false'),
    },
    {
      name: 'what separates members is encoded',
      call: 'POST /plain',
      args: { body: { a: 'x&y=z+1%\r\n€' } },
      sends: form('POST /plain', 'a=x%26y%3Dz%2B1%25%0D%0A%E2%82%AC'),
    },
    {
      name: 'an array repeats its name',
      call: 'POST /list',
      operation: sending(FORM, objectOf({ tags: listOf(text) })),
      args: { body: { tags: ['a', 'b'] } },
      sends: form('POST /list', 'tags=a&tags=b'),
    },
    {
      name: 'an object is JSON unless its encoding says otherwise',
      call: 'POST /object',
      operation: sending(FORM, objectOf({ size: objectOf({ w: whole }) })),
      args: { body: { size: { w: 1 } } },
      sends: form('POST /object', 'size=%7B%22w%22%3A1%7D'),
    },
    {
      name: 'encoding: not exploded',
      call: 'POST /joined',
      operation: sending(FORM, objectOf({ tags: listOf(text) }), {
        encoding: { tags: { style: 'form', explode: false } },
      }),
      args: { body: { tags: ['a,b', 'c'] } },
      sends: form('POST /joined', 'tags=a%2Cb,c'),
    },
    {
      name: 'encoding: spaceDelimited and pipeDelimited',
      call: 'POST /delimited',
      operation: sending(FORM, objectOf({ s: listOf(text), p: listOf(text) }), {
        encoding: { s: { style: 'spaceDelimited' }, p: { style: 'pipeDelimited' } },
      }),
      args: { body: { s: ['a', 'b'], p: ['a', 'b'] } },
      sends: form('POST /delimited', 's=a%20b&p=a%7Cb'),
    },
    {
      name: 'encoding: deepObject',
      call: 'POST /deep',
      operation: sending(FORM, objectOf({ card: objectOf({ no: text, exp: objectOf({ y: whole }) }) }), {
        encoding: { card: { style: 'deepObject', explode: true } },
      }),
      args: { body: { card: { no: '4', exp: { y: 30 } } } },
      sends: form('POST /deep', 'card%5Bno%5D=4&card%5Bexp%5D%5By%5D=30'),
    },
    {
      name: 'encoding: an object, exploded, gives its members their own names',
      call: 'POST /exploded',
      operation: sending(FORM, objectOf({ size: objectOf({ w: whole, h: whole }) }), {
        encoding: { size: { style: 'form', explode: true } },
      }),
      args: { body: { size: { w: 1, h: 2 } } },
      sends: form('POST /exploded', 'w=1&h=2'),
    },
    {
      name: 'encoding: a content type',
      call: 'POST /typed',
      operation: sending(FORM, objectOf({ ids: listOf(whole) }), {
        encoding: { ids: { contentType: 'application/json' } },
      }),
      args: { body: { ids: [1, 2] } },
      sends: form('POST /typed', 'ids=%5B1%2C2%5D'),
    },
    {
      name: 'encoding: allowReserved',
      call: 'POST /reserved',
      operation: sending(FORM, objectOf({ url: text }), { encoding: { url: { allowReserved: true } } }),
      args: { body: { url: 'http://a/b?c&d' } },
      sends: form('POST /reserved', 'url=http://a/b?c%26d'),
    },
  ],
};

/** OpenAPI 3.1.1 "Encoding multipart Media Types"; RFC 7578 sections 4.2 to 4.4; RFC 2046 section 5.1. */
export const MULTIPARTS: FidelityGroup = {
  name: 'multipart bodies',
  version: '3.1.1',
  cases: [
    {
      name: 'texts and numbers',
      call: 'POST /plain',
      operation: sending(MULTIPART, objectOf({ a: text, n: whole })),
      args: { body: { a: 'x&y\r\nz', n: 0 } },
      sends: multipart('POST /plain', [field('a'), 'x&y\r\nz'], [field('n'), '0']),
    },
    {
      name: 'an object is a JSON part',
      call: 'POST /object',
      operation: sending(MULTIPART, objectOf({ meta: objectOf({ w: whole }) })),
      args: { body: { meta: { w: 1 } } },
      sends: multipart('POST /object', [`${field('meta')}\r\nContent-Type: application/json`, '{"w":1}']),
    },
    {
      name: 'an array is one part for each member',
      call: 'POST /list',
      operation: sending(MULTIPART, objectOf({ tags: listOf(text) })),
      args: { body: { tags: ['a', 'b'] } },
      sends: multipart('POST /list', [field('tags'), 'a'], [field('tags'), 'b']),
    },
    {
      name: 'a file: base64 in the argument, bytes and a file name in the part',
      call: 'POST /file',
      operation: sending(MULTIPART, objectOf({ file: bytes })),
      args: { body: { file: 'AAFhDQo=' } },
      sends: multipart('POST /file', [
        `${field('file')}; filename="file"\r\nContent-Type: application/octet-stream`,
        '\u0000\u0001a\r\n',
      ]),
    },
    {
      name: 'several files under one name',
      call: 'POST /files',
      operation: sending(MULTIPART, objectOf({ files: listOf(bytes) })),
      args: { body: { files: ['YQ==', 'Yg=='] } },
      sends: multipart(
        'POST /files',
        [`${field('files')}; filename="files"\r\nContent-Type: application/octet-stream`, 'a'],
        [`${field('files')}; filename="files"\r\nContent-Type: application/octet-stream`, 'b'],
      ),
    },
    {
      name: 'encoding: the content type of a file',
      call: 'POST /image',
      operation: sending(MULTIPART, objectOf({ photo: {} }), {
        encoding: { photo: { contentType: 'image/png' } },
      }),
      args: { body: { photo: 'YQ==' } },
      sends: multipart('POST /image', [
        `${field('photo')}; filename="photo"\r\nContent-Type: image/png`,
        'a',
      ]),
    },
    {
      name: 'encoding: the content type of a text and of an array',
      call: 'POST /typed',
      operation: sending(MULTIPART, objectOf({ note: text, ids: listOf(whole) }), {
        encoding: {
          note: { contentType: 'text/markdown; charset=utf-8' },
          ids: { contentType: 'application/json' },
        },
      }),
      args: { body: { note: '# é', ids: [1, 2] } },
      sends: multipart(
        'POST /typed',
        [`${field('note')}\r\nContent-Type: text/markdown; charset=utf-8`, '# é'],
        [`${field('ids')}\r\nContent-Type: application/json`, '[1,2]'],
      ),
    },
    {
      name: 'encoding: a part header that the description fixes',
      call: 'POST /part-header',
      operation: sending(MULTIPART, objectOf({ note: text }), {
        encoding: { note: { headers: { 'X-Kind': { schema: { type: 'string', const: 'memo' } } } } },
      }),
      args: { body: { note: 'hi' } },
      sends: multipart('POST /part-header', [`${field('note')}\r\nX-Kind: memo`, 'hi']),
    },
    {
      name: 'encoding: an array that is not exploded is one part',
      call: 'POST /joined',
      operation: sending(MULTIPART, objectOf({ tags: listOf(text) }), {
        encoding: { tags: { style: 'form', explode: false } },
      }),
      args: { body: { tags: ['a', 'b'] } },
      sends: multipart('POST /joined', [field('tags'), 'a,b']),
    },
    {
      name: 'a name with quotes and a line break cannot end its header',
      call: 'POST /quoted',
      operation: sending(MULTIPART, objectOf({ 'a"b\r\nc': text })),
      args: { body: { 'a"b\r\nc': '1' } },
      sends: multipart('POST /quoted', [field('a%22b%0D%0Ac'), '1']),
    },
    {
      name: 'a text in base64 (contentEncoding) stays text',
      call: 'POST /base64',
      operation: sending(
        MULTIPART,
        objectOf({ icon: { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' } }),
        { encoding: { icon: { contentType: 'text/plain' } } },
      ),
      args: { body: { icon: 'YQ==' } },
      sends: multipart('POST /base64', [`${field('icon')}\r\nContent-Type: text/plain`, 'YQ==']),
    },
  ],
};
