import { writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE_SUFFIX, cacheFile } from './cache-file.js';
import { PartLoader, type LoadedPart } from './part-loader.js';

/**
 * Runs the server of this folder once, with the data that lie there, and writes the code cache of each part that it
 * came to load: V8 then holds the functions that a start and first answers need. Ends with 0 when all is written.
 */
const VERSION = '2026-07-28';
const HOST = '127.0.0.1';
const TOOL = 'echo';
const CLIENT = { name: 'warm', version: '1' };
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Whoever started this may be gone. */
const LONGEST_MS = 10_000;
const MOST_SHOWN = 200;

const parts: LoadedPart[] = [];

async function main(): Promise<void> {
  const upstream = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
  );
  process.env['UPSTREAM_BASE_URL'] = `http://${HOST}:${await listen(upstream)}`;
  // As under a supervisor: no secrets come, and it ends with whoever started it.
  Object.assign(process.env, { HOST, SECRETS_FROM_STDIN: '1', EXIT_WITH_STDIN: '1' });
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  const entry = `${__dirname}/server.cjs`;
  process.argv = [process.execPath, entry, '--http', String(port)];
  const loader = new PartLoader({
    folder: __dirname,
    entry,
    require,
    loaded: (part) => void parts.push(part),
    // This folder is gone when the caches are used.
    scriptName: (name) => name,
  });
  loader.load('main.cjs');
  await exercise(port);
  for (const { name, code, script } of parts)
    writeFileSync(`${__dirname}/${name}${CACHE_SUFFIX}`, cacheFile(code, script.createCachedData()));
}

async function exercise(port: number): Promise<void> {
  while (!(await isHealthy(port))) await sleep(5);
  const modern = { 'mcp-protocol-version': VERSION };
  const call = { name: TOOL, arguments: { text: 'x' }, _meta: META };
  const discover = 'server/discover';
  await mcp(port, discover, { _meta: META }, { ...modern, 'mcp-method': discover });
  await mcp(port, 'tools/list', { _meta: META }, { ...modern, 'mcp-method': 'tools/list' });
  await mcp(port, 'tools/call', call, { ...modern, 'mcp-method': 'tools/call', 'mcp-name': TOOL });
  await mcp(port, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT });
  await mcp(port, 'tools/list', {}, { 'mcp-protocol-version': '2025-11-25' });
}

async function mcp(port: number, method: string, params: object, headers = {}): Promise<void> {
  const { status, text } = await send(port, 'POST', '/mcp', {
    headers,
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  if (status !== 200 || /"(?:isError":true|error":)/u.test(text))
    throw new Error(`${method} was answered with ${status}: ${text.slice(0, MOST_SHOWN)}`);
}

function isHealthy(port: number): Promise<boolean> {
  return send(port, 'GET', '/healthz').then(
    ({ status }) => status === 200,
    () => false,
  );
}

function send(
  port: number,
  method: string,
  path: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const types = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const sent = request({ host: HOST, port, method, path, agent: false, headers: { ...types, ...headers } });
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

setTimeout(() => process.exit(1), LONGEST_MS).unref();
main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
