/** The API behind the proxies: one small JSON answer. */
import { createServer } from 'node:http';
import { listening } from './listening.mjs';

const text = JSON.stringify({ id: 1, name: 'Rex', tags: ['good', 'dog'] });
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
});
listening(server, '');
