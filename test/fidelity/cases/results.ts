import type { FidelityGroup } from '../fidelity-case.js';
import { answering } from '../fragments.js';

const JSON_TYPE = 'application/json';
const answer = (type: string, body: string) => [{ headers: { 'content-type': type }, body }];

/** MCP 2025-11-25 "Tool Result"; RFC 9110 sections 6.4 and 15; RFC 9457. */
export const RESULTS: FidelityGroup = {
  name: 'results',
  version: '3.1.1',
  cases: [
    {
      name: 'a JSON object, as text and structured',
      call: 'GET /json',
      operation: answering(JSON_TYPE),
      answers: answer(JSON_TYPE, '{"a":[1,null],"b":"é"}'),
      gives: { text: '{"a":[1,null],"b":"é"}', structuredContent: { a: [1, null], b: 'é' } },
    },
    {
      name: 'a JSON array',
      call: 'GET /json',
      answers: answer(JSON_TYPE, '[1,2]'),
      gives: { text: '[1,2]' },
    },
    {
      name: 'a JSON scalar',
      call: 'GET /json',
      answers: answer(JSON_TYPE, '"x"'),
      gives: { text: '"x"' },
    },
    {
      name: 'a number beyond 2^53 keeps its digits in the text',
      call: 'GET /json',
      answers: answer('application/vnd.api+json', '{"id":9007199254740993}'),
      gives: { says: ['9007199254740993'] },
    },
    {
      name: 'JSON that is none is given as text',
      call: 'GET /json',
      answers: answer(JSON_TYPE, '{"a":'),
      gives: { text: '{"a":' },
    },
    {
      name: 'text',
      call: 'GET /text',
      operation: answering('text/plain'),
      answers: answer('text/plain; charset=utf-8', 'größe\n'),
      gives: { text: 'größe\n' },
    },
    {
      name: 'text in another charset',
      call: 'GET /text',
      answers: [{ headers: { 'content-type': 'text/plain; charset=ISO-8859-1' }, bodyBase64: 'Z3L232U=' }],
      gives: { text: 'größe' },
    },
    {
      name: 'JSON after a byte order mark',
      call: 'GET /json',
      answers: [{ headers: { 'content-type': JSON_TYPE }, bodyBase64: '77u/eyJhIjoxfQ==' }],
      gives: { text: '{"a":1}', structuredContent: { a: 1 } },
    },
    {
      name: 'an error in another charset',
      call: 'GET /text',
      answers: [
        { status: 400, headers: { 'content-type': 'text/plain; charset=latin1' }, bodyBase64: 'Z3L232U=' },
      ],
      gives: { isError: true, says: ['größe'] },
    },
    {
      name: 'XML is text',
      call: 'GET /text',
      answers: answer('application/atom+xml', '<a/>'),
      gives: { text: '<a/>' },
    },
    {
      name: 'an image',
      call: 'GET /image',
      operation: answering('image/png'),
      answers: [{ headers: { 'content-type': 'image/png' }, bodyBase64: '/wABgA==' }],
      gives: { content: [{ type: 'image', mimeType: 'image/png', data: '/wABgA==' }] },
    },
    {
      name: 'audio',
      call: 'GET /audio',
      operation: answering('audio/wav'),
      answers: [{ headers: { 'content-type': 'audio/wav' }, bodyBase64: '/wABgA==' }],
      gives: { content: [{ type: 'audio', mimeType: 'audio/wav', data: '/wABgA==' }] },
    },
    {
      name: 'other bytes as an embedded resource',
      call: 'GET /zip',
      operation: answering('application/zip'),
      answers: [{ headers: { 'content-type': 'application/zip' }, bodyBase64: '/wABgA==' }],
      gives: {
        content: [
          {
            type: 'resource',
            resource: { uri: '{{api}}/zip', mimeType: 'application/zip', blob: '/wABgA==' },
          },
        ],
      },
    },
    {
      name: '204: no content is no error',
      call: 'DELETE /thing',
      answers: [{ status: 204 }],
      gives: { says: ['204'] },
    },
    {
      name: '201 without content: where the new thing is',
      call: 'POST /thing',
      answers: [{ status: 201, headers: { location: '/thing/7' } }],
      gives: { says: ['201', '/thing/7'] },
    },
    {
      name: 'HEAD has no content, and is no error',
      call: 'HEAD /json',
      sends: 'HEAD /json',
      gives: { says: ['200'] },
    },
    {
      name: '400 with problem details: an error with the words of the API',
      call: 'GET /json',
      answers: [
        {
          status: 400,
          headers: { 'content-type': 'application/problem+json' },
          body: '{"title":"Bad","detail":"The month is 13."}',
        },
      ],
      gives: { isError: true, says: ['400', 'The month is 13'] },
    },
    {
      name: '422 with a nested message',
      call: 'POST /thing',
      answers: [
        {
          status: 422,
          headers: { 'content-type': JSON_TYPE },
          body: '{"errors":[{"field":"name","message":"is too long"}]}',
        },
      ],
      gives: { isError: true, says: ['422', 'is too long', 'name'] },
    },
    {
      name: '404 with plain text',
      call: 'GET /json',
      answers: [{ status: 404, headers: { 'content-type': 'text/plain' }, body: 'No such pet' }],
      gives: { isError: true, says: ['404', 'No such pet'] },
    },
    {
      name: '500 without content',
      call: 'GET /json',
      answers: [{ status: 500 }],
      gives: { isError: true, says: ['500'] },
    },
  ],
};
