import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildConnector } from 'undici';
import { afterEach, expect, it } from 'vitest';
import { DirectAccess, McpGateway, Routes, type CallEnd, type Route } from '#lib/gateway';

const ROUTE: Route = {
  deploymentId: 'd0000000-0000-4000-8000-000000000000',
  slug: 'books',
  status: 'serving',
  state: 'healthy',
  reason: null,
  keyHash: null,
  serving: [],
  draining: [],
};
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server: Server = createServer(handler);
  open.push(() => (server.closeAllConnections(), server.close()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function gatewayTo(address: string) {
  const routes = new Routes();
  routes.set({ ...ROUTE, serving: [{ id: '10000000-0000-4000-8000-000000000000', address }] });
  const ended: CallEnd[] = [];
  const gateway = new McpGateway({
    routes,
    connector: buildConnector({ timeout: 2_000 }),
    isOwnHost: () => true,
    access: new DirectAccess(),
    refresh: () => Promise.resolve(),
    wake: () => Promise.resolve(),
    wakeTimeoutMs: 2_000,
    onCall: () => undefined,
    onCallEnd: (end) => ended.push(end),
    onUnreachable: () => undefined,
  });
  open.push(() => gateway.close());
  const url = await listen((incoming, response) => void gateway.handle(incoming, response));
  return { routes, ended, url: `${url}/mcp/books` };
}

it('tells of each tool call its name, its end and its time, and of nothing else', async () => {
  const answers: Record<string, string> = {
    good: '{"result":{"content":[]},"jsonrpc":"2.0","id":1}',
    bad: '{"result":{"content":[],"isError":true},"jsonrpc":"2.0","id":1}',
    unknown: '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no such tool"}}',
  };
  const server = await listen((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('end', () => {
      const { params } = JSON.parse(text) as { params?: { name?: string } };
      setTimeout(() => response.end(answers[params?.name ?? ''] ?? '{}'), 30);
    });
  });
  const { url, routes, ended } = await gatewayTo(server);
  const post = async (message: object, headers = {}) =>
    (await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) })).text();
  const call = (name: string) => ({ method: 'tools/call', params: { name } });
  for (const name of ['good', 'bad', 'unknown']) await post(call(name));
  await post(call('good'), { 'mcp-method': 'tools/call', 'mcp-name': 'good' });
  await post({ method: 'tools/list' });
  routes.set({ ...ROUTE, serving: [], status: 'unavailable' });
  await post(call('good'));
  expect(ended.map(({ tool, isError }) => [tool, isError])).toEqual([
    ['good', false],
    ['bad', true],
    ['unknown', true],
    ['good', false],
    ['good', true],
  ]);
  expect(ended[0]?.ms).toBeGreaterThan(25);
});
