import type { FidelityGroup } from '../fidelity-case.js';

const words = { type: 'array', items: { type: 'string' } };
const list = (place: string, collectionFormat?: string) => ({
  parameters: [
    {
      name: 'ids',
      in: place,
      ...words,
      ...(place === 'path' ? { required: true } : {}),
      ...(collectionFormat === undefined ? {} : { collectionFormat }),
    },
  ],
});
const args = { ids: ['a', 'b c'] };
const FORM = 'application/x-www-form-urlencoded';

/** Swagger 2.0 "Parameter Object" (collectionFormat, formData, file) and "Swagger Object" (host, basePath, consumes). */
export const SWAGGER_2: FidelityGroup = {
  name: 'Swagger 2.0',
  version: '2.0',
  root: { basePath: '/v2', consumes: ['application/json'], produces: ['application/json', 'text/csv'] },
  cases: [
    {
      name: 'query: csv by default',
      call: 'GET /csv',
      operation: list('query'),
      args,
      sends: 'GET /v2/csv?ids=a,b%20c',
    },
    {
      name: 'query: ssv',
      call: 'GET /ssv',
      operation: list('query', 'ssv'),
      args: { ids: ['a', 'b'] },
      sends: 'GET /v2/ssv?ids=a%20b',
    },
    {
      name: 'query: tsv',
      call: 'GET /tsv',
      operation: list('query', 'tsv'),
      args,
      sends: 'GET /v2/tsv?ids=a%09b%20c',
    },
    {
      name: 'query: pipes',
      call: 'GET /pipes',
      operation: list('query', 'pipes'),
      args,
      sends: 'GET /v2/pipes?ids=a%7Cb%20c',
    },
    {
      name: 'query: multi',
      call: 'GET /multi',
      operation: list('query', 'multi'),
      args,
      sends: 'GET /v2/multi?ids=a&ids=b%20c',
    },
    {
      name: 'path: csv',
      call: 'GET /path-csv/{ids}',
      operation: list('path'),
      args,
      sends: 'GET /v2/path-csv/a,b%20c',
    },
    {
      name: 'path: pipes',
      call: 'GET /path-pipes/{ids}',
      operation: list('path', 'pipes'),
      args,
      sends: 'GET /v2/path-pipes/a%7Cb%20c',
    },
    {
      name: 'header: csv',
      call: 'GET /header-csv',
      operation: list('header', 'csv'),
      args,
      sends: { line: 'GET /v2/header-csv', headers: { ids: 'a,b c' } },
    },
    {
      name: 'header: pipes',
      call: 'GET /header-pipes',
      operation: list('header', 'pipes'),
      args,
      sends: { line: 'GET /v2/header-pipes', headers: { ids: 'a|b c' } },
    },
    {
      name: 'header: tsv',
      call: 'GET /header-tsv',
      operation: list('header', 'tsv'),
      args,
      sends: { line: 'GET /v2/header-tsv', headers: { ids: 'a\tb c' } },
    },
    {
      name: 'produces is asked for',
      call: 'GET /produces',
      operation: { responses: { '200': { description: 'Done.', schema: { type: 'object' } } } },
      sends: { line: 'GET /v2/produces', headers: { accept: 'application/json, text/csv, */*;q=0.1' } },
    },
    {
      name: 'body: JSON as consumes says',
      call: 'POST /body',
      operation: { parameters: [{ name: 'pet', in: 'body', required: true, schema: { type: 'object' } }] },
      args: { body: { name: 'Rex', tags: [] } },
      sends: {
        line: 'POST /v2/body',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Rex","tags":[]}',
      },
    },
    {
      name: 'body: consumes of the operation wins',
      call: 'PATCH /body',
      operation: {
        consumes: ['application/merge-patch+json'],
        parameters: [{ name: 'pet', in: 'body', required: true, schema: { type: 'object' } }],
      },
      args: { body: { name: null } },
      sends: {
        line: 'PATCH /v2/body',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"name":null}',
      },
    },
    {
      name: 'formData: urlencoded, with csv and multi',
      call: 'POST /form',
      operation: {
        consumes: [FORM],
        parameters: [
          { name: 'name', in: 'formData', type: 'string', required: true },
          { name: 'n', in: 'formData', type: 'integer' },
          { name: 'one', in: 'formData', ...words },
          { name: 'many', in: 'formData', ...words, collectionFormat: 'multi' },
        ],
      },
      args: { body: { name: 'a&b', n: 0, one: ['x', 'y'], many: ['x', 'y'] } },
      sends: {
        line: 'POST /v2/form',
        headers: { 'content-type': FORM },
        body: 'name=a%26b&n=0&one=x,y&many=x&many=y',
      },
    },
    {
      name: 'formData: without a form type in consumes it is urlencoded',
      call: 'POST /form-default',
      operation: { parameters: [{ name: 'a', in: 'formData', type: 'boolean', required: true }] },
      args: { body: { a: false } },
      sends: { line: 'POST /v2/form-default', headers: { 'content-type': FORM }, body: 'a=false' },
    },
    {
      name: 'formData: a file beside a field and a csv list',
      call: 'POST /upload',
      operation: {
        consumes: ['multipart/form-data'],
        parameters: [
          { name: 'note', in: 'formData', type: 'string' },
          { name: 'tags', in: 'formData', ...words },
          { name: 'photo', in: 'formData', type: 'file', required: true },
        ],
      },
      args: { body: { note: 'hi', tags: ['x', 'y'], photo: 'AAEC' } },
      sends: {
        line: 'POST /v2/upload',
        headers: { 'content-type': 'multipart/form-data; boundary={{boundary}}' },
        body: [
          '--{{boundary}}',
          'Content-Disposition: form-data; name="note"',
          '',
          'hi',
          '--{{boundary}}',
          'Content-Disposition: form-data; name="tags"',
          '',
          'x,y',
          '--{{boundary}}',
          'Content-Disposition: form-data; name="photo"; filename="photo"',
          'Content-Type: application/octet-stream',
          '',
          '\u0000\u0001\u0002',
          '--{{boundary}}--',
          '',
        ].join('\r\n'),
      },
    },
    {
      name: 'a constraint of the Items Object is checked',
      call: 'GET /limited',
      operation: {
        parameters: [
          { name: 'ids', in: 'query', type: 'array', items: { type: 'integer', maximum: 9 }, maxItems: 2 },
        ],
      },
      args: { ids: [10] },
      refuses: ['"ids[0]"'],
    },
  ],
};

/** Swagger 2.0 "Swagger Object": without `basePath`, the API is served under the host. */
export const SWAGGER_2_BARE: FidelityGroup = {
  name: 'Swagger 2.0 without host and base path',
  version: '2.0',
  root: { host: undefined },
  fetchedFrom: '/docs/swagger.json',
  cases: [{ name: 'the host of the document', call: 'GET /pets', sends: 'GET /pets' }],
};

/** Swagger 2.0 "Swagger Object": without `host`, the host that serves the document counts. */
export const SWAGGER_2_FETCHED: FidelityGroup = {
  name: 'Swagger 2.0 without host',
  version: '2.0',
  root: { host: undefined, schemes: undefined, basePath: '/base/' },
  fetchedFrom: '/docs/swagger.json',
  cases: [
    {
      name: 'the host and scheme of the document, with the base path',
      call: 'GET /pets',
      sends: 'GET /base/pets',
    },
  ],
};
