/** The least a call through to an API can cost: read and parse the request, ask the API with undici, wrap its answer. */
import { createServer } from 'node:http';
import { Agent, request as send } from 'undici';
import { listening } from './listening.mjs';

const dispatcher = new Agent({ connections: 32 });
const origin = process.env.UPSTREAM_BASE_URL;
const server = createServer(async (request, response) => {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  const { id, params } = JSON.parse(body);
  const answer = await send(`${origin}/pets/${encodeURIComponent(params.arguments.id)}`, { dispatcher });
  const value = JSON.parse(await answer.body.text());
  const text = JSON.stringify({ jsonrpc: '2.0', id, result: { structuredContent: value } });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
});
listening(server, '/mcp');
