/** The least that Node can do for a JSON request: read, parse, answer with what it held. */
import { createServer } from 'node:http';
import { listening } from './listening.mjs';

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const { id, params } = JSON.parse(body);
    const text = JSON.stringify({ jsonrpc: '2.0', id, result: { text: params.arguments.text } });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});
listening(server, '/mcp');
