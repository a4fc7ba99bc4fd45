import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildConnector } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { DirectAccess, KeyedAccess, McpGateway, Routes, type GatewayOptions, type Route } from '#lib/gateway';
import { hashToken, tokenMatches } from '#lib/platform';

const DEAD = 'http://127.0.0.1:9';
const servers: Server[] = [];
const gateways: McpGateway[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function route(addresses: readonly string[], more: Partial<Route> = {}): Route {
  return {
    deploymentId: 'd0000000-0000-4000-8000-000000000000',
    slug: 'books',
    status: 'serving',
    state: 'healthy',
    reason: null,
    keyHash: null,
    serving: addresses.map((address, index) => ({
      id: `${index}0000000-0000-4000-8000-000000000000`,
      address,
    })),
    draining: [],
    ...more,
  };
}

async function gatewayTo(first: Route, more: Partial<GatewayOptions> = {}) {
  const routes = new Routes();
  routes.set(first);
  const unreachable: string[] = [];
  const gateway = new McpGateway({
    connector: buildConnector({ timeout: 2_000 }),
    routes,
    isOwnHost: ({ headers }) => headers.origin === undefined,
    access: new DirectAccess(),
    refresh: () => Promise.resolve(),
    wake: () => Promise.resolve(),
    wakeTimeoutMs: 2_000,
    onCall: () => undefined,
    onCallEnd: () => undefined,
    onUnreachable: (id) => unreachable.push(id),
    ...more,
  });
  gateways.push(gateway);
  const url = await listen((incoming, response) => void gateway.handle(incoming, response));
  return { routes, unreachable, url: `${url}/mcp/books` };
}

const echo: RequestListener = (incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    response.setHeader('content-type', 'application/json');
    const { method, url, headers } = incoming;
    response.end(JSON.stringify({ method, url, headers, bytes: Buffer.concat(chunks).byteLength }));
  });
};

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  bytes: number;
}

describe('the gateway', () => {
  it('sends a call on as it came, without what concerns the connection', async () => {
    const { url } = await gatewayTo(route([await listen(echo)]));
    const response = await fetch(url, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', traceparent: '00-1', connection: 'keep-alive' },
    });
    const seen = (await response.json()) as Echo;
    expect(seen).toMatchObject({ method: 'POST', url: '/mcp', bytes: 7 });
    expect(seen.headers).toMatchObject({ traceparent: '00-1', 'content-type': 'application/json' });
    expect(seen.headers['host']).not.toBe(new URL(url).host);
  });

  it.each([10, 300_000, 20_000_000])(
    'passes bodies of %i bytes on, with and without a length',
    async (size) => {
      const { url } = await gatewayTo(route([await listen(echo)]));
      const whole = (await (await fetch(url, { method: 'POST', body: 'x'.repeat(size) })).json()) as Echo;
      expect(whole.bytes).toBe(size);
      const chunked = request(url, { method: 'POST' });
      for (let sent = 0; sent < size; sent += 10_000)
        chunked.write('x'.repeat(Math.min(10_000, size - sent)));
      chunked.end();
      const [answer] = (await once(chunked, 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      expect((JSON.parse(text) as Echo).bytes).toBe(size);
    },
  );

  it('streams events as they come', async () => {
    let tick: () => void = () => undefined;
    const address = await listen((_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      tick = () => response.write('data: 1\n\n');
    });
    const { url, routes } = await gatewayTo(route([address]));
    const response = await fetch(url, { headers: { accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.getReader();
    for (let count = 0; count < 3; count += 1) {
      tick();
      expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: 1\n\n');
    }
    const [instance] = routes.find('books')!.serving;
    expect(routes.load(instance!.id).calls).toBe(1);
    await reader.cancel();
    await expect.poll(() => routes.load(instance!.id).calls).toBe(0);
  });

  it('tells the server when the client goes away, before an answer and during one', async () => {
    let closed = 0;
    const address = await listen((incoming, response) => {
      response.on('close', () => (closed += 1));
      if (incoming.method === 'GET') response.writeHead(200).write('begun');
    });
    const { url, unreachable } = await gatewayTo(route([address]));
    const abort = new AbortController();
    const silent = fetch(url, { method: 'POST', body: '{}', signal: abort.signal });
    const begun = await fetch(url, { signal: abort.signal });
    await sleep(50);
    abort.abort();
    await expect(silent).rejects.toThrow();
    await expect(begun.text()).rejects.toThrow();
    await expect.poll(() => closed).toBe(2);
    expect(unreachable).toEqual([]);
  });

  it('takes another instance where one cannot be reached, and says so when none can', async () => {
    const { url, routes, unreachable } = await gatewayTo(route([DEAD, await listen(echo)]));
    for (let count = 0; count < 4; count += 1)
      expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(unreachable.length).toBeGreaterThan(0);
    routes.set(route([DEAD]));
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(400_000) });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32_000, data: { code: 'deployment-unavailable', retryAfterSeconds: 2 } },
    });
  });

  it('does not send a call twice that a server may have carried out', async () => {
    let calls = 0;
    const breaking = await listen((incoming) => {
      calls += 1;
      incoming.socket.destroy();
    });
    const { url } = await gatewayTo(route([breaking, breaking]));
    const response = await fetch(url, { method: 'POST', body: '{}' });
    expect([response.status, calls]).toEqual([502, 1]);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'server-failed' } } });
  });

  it('keeps a session at its instance, also while that is draining, and ends it with the instance', async () => {
    const named = (name: string) =>
      listen((incoming, response) => {
        response.setHeader('mcp-session-id', 'own.id-1');
        response.setHeader('x-name', name);
        response.end(String(incoming.headers['mcp-session-id']));
      });
    const both = route([await named('a'), await named('b')]);
    const { url, routes } = await gatewayTo(both);
    const first = await fetch(url, { method: 'POST', body: '{}' });
    const session = first.headers.get('mcp-session-id') ?? '';
    const home = first.headers.get('x-name');
    expect(session).not.toBe('own.id-1');
    const ask = () => fetch(url, { method: 'POST', body: '{}', headers: { 'mcp-session-id': session } });
    for (let count = 0; count < 4; count += 1) {
      const response = await ask();
      expect([response.headers.get('x-name'), await response.text()]).toEqual([home, 'own.id-1']);
    }
    const kept = both.serving[home === 'a' ? 0 : 1]!;
    const fresh = both.serving[home === 'a' ? 1 : 0]!;
    routes.set({ ...both, serving: [fresh], draining: [kept] });
    expect((await ask()).headers.get('x-name')).toBe(home);
    routes.set({ ...both, serving: [fresh] });
    const ended = await ask();
    expect([ended.status, await ended.json()]).toMatchObject([
      404,
      { error: { data: { code: 'session-unknown' } } },
    ]);
  });

  it('wants a key where it says so: the endpoint’s own or one of the hub, and passes neither on', async () => {
    let lookups = 0;
    let down = false;
    const access = new KeyedAccess({
      matches: tokenMatches,
      isHubKey: async (key) => {
        lookups += 1;
        if (down) throw new Error('no database');
        return key === 'hub-key';
      },
    });
    const { url } = await gatewayTo(route([await listen(echo)], { keyHash: hashToken('own-key') }), {
      access,
    });
    const call = (key?: string) =>
      fetch(url, {
        method: 'POST',
        body: '{}',
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      });
    const none = await call();
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="toolwright"']);
    expect((await call('wrong')).status).toBe(401);
    for (const key of ['own-key', 'hub-key', 'hub-key']) {
      const response = await call(key);
      expect(response.status).toBe(200);
      expect(((await response.json()) as Echo).headers['authorization']).toBeUndefined();
    }
    expect(lookups).toBe(2);
    down = true;
    expect((await call('another')).status).toBe(503);
    expect((await fetch(url.replace('books', 'nothing'), { method: 'POST' })).status).toBe(401);
  });

  it('refuses foreign pages, unknown deployments and other methods', async () => {
    const { url } = await gatewayTo(route([await listen(echo)]));
    const status = async (path: string, init: RequestInit) => (await fetch(path, init)).status;
    expect(await status(url, { method: 'POST', headers: { origin: 'https://evil.example' } })).toBe(403);
    expect(await status(`${url}x`, { method: 'POST' })).toBe(404);
    expect(await status(`${url}/tools`, { method: 'POST' })).toBe(404);
    expect(await status(url, { method: 'PUT' })).toBe(405);
    expect(await status(`${url}/?x=1`, { method: 'POST' })).toBe(200);
  });

  it('has a call wait while a paused deployment is woken, and no longer than it may', async () => {
    const address = await listen(echo);
    let woken = 0;
    const { url, routes } = await gatewayTo(route([], { status: 'paused', state: 'paused' }), {
      wakeTimeoutMs: 300,
      wake: async () => void (woken += 1),
    });
    const late = await fetch(url, { method: 'POST', body: '{}' });
    expect(late.status).toBe(503);
    const calls = Promise.all(Array.from({ length: 5 }, () => fetch(url, { method: 'POST', body: '{}' })));
    await sleep(100);
    routes.set(route([address]));
    expect((await calls).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(woken).toBe(6);
  });
});
