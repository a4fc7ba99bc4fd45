import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { serveSchema, type GraphqlToolServer } from '../../support/graphql-server.js';
import { startSubscriptionUpstream, type SubscriptionUpstream } from '../../support/subscription-upstream.js';

const SDL = `
  type Comment { id: ID! text: String author: Author }
  type Author { name: String }
  type Query { comments: [Comment!]! }
  type Subscription { commentAdded(post: ID!): Comment ticks: Int! }
`;
const comments = (...ids: string[]) => ids.map((id) => ({ commentAdded: { id } }));
const idsOf = (structured: unknown) =>
  (structured as { events: { data: { id: string } }[] }).events.map(({ data }) => data.id);

let upstream: SubscriptionUpstream;
let server: GraphqlToolServer;

beforeEach(async () => {
  upstream = await startSubscriptionUpstream(buildSchema(SDL));
});
afterEach(async () => {
  await server.close();
  upstream.close();
});

async function start(env: Record<string, string> = {}): Promise<void> {
  server = await serveSchema(SDL, { UPSTREAM_BASE_URL: upstream.url, ...env }, { subscriptions: true });
}

describe.each(['sse', 'websocket'] as const)('a subscription over %s', (transport) => {
  const via = (env: Record<string, string> = {}) =>
    start({ GRAPHQL_SUBSCRIPTIONS_TRANSPORT: transport, ...env });

  it('sends a valid document with its arguments as variables and collects until it completes', async () => {
    upstream.script = { events: comments('a', 'b'), after: 'complete' };
    await via();
    const answer = await server.call('commentAdded', { post: '"}) { evil }', fields: ['id', 'author.name'] });
    const event = (id: string) => ({ data: { id, author: { name: 'value' } } });
    expect(answer.structured).toEqual({ events: [event('a'), event('b')], ended: 'complete' });
    expect(JSON.parse(answer.text)).toEqual(answer.structured);
    expect(upstream.seen).toMatchObject([{ transport, variables: { post: '"}) { evil }' } }]);
    expect(upstream.seen[0]?.query).toBe(
      'subscription commentAdded($post: ID!) { commentAdded(post: $post) { id author { name } } }',
    );
  });

  it('ends at the limit of events and lets the API know', async () => {
    upstream.script = { events: comments('a', 'b', 'c'), after: 'wait' };
    await via();
    const { structured } = await server.call('commentAdded', { post: '1', max_events: 2 });
    expect(structured).toMatchObject({ ended: 'max_events' });
    expect(idsOf(structured)).toEqual(['a', 'b']);
    await vi.waitFor(() => expect(upstream.open()).toBe(0));
  });

  it('ends at the limit of time with what came, be it nothing', async () => {
    upstream.script = { events: comments('a'), after: 'wait' };
    await via();
    const { structured } = await server.call('commentAdded', { post: '1', max_seconds: 1 });
    expect(structured).toMatchObject({ ended: 'max_seconds' });
    expect(idsOf(structured)).toEqual(['a']);
    await vi.waitFor(() => expect(upstream.open()).toBe(0));
    upstream.script = { events: [], after: 'wait' };
    expect(await server.call('commentAdded', { post: '1', max_seconds: 1 })).toMatchObject({
      structured: { events: [], ended: 'max_seconds' },
    });
  });

  it('gives the errors of events beside their data, and goes on', async () => {
    const broken = { commentAdded: { id: 'b', text: new Error('no text') } };
    upstream.script = { events: [...comments('a'), broken, ...comments('c')], after: 'complete' };
    await via();
    const { structured, isError } = await server.call('commentAdded', { post: '1' });
    expect(isError).not.toBe(true);
    expect(structured).toMatchObject({
      ended: 'complete',
      events: [
        { data: { id: 'a' } },
        { data: { id: 'b', text: null }, errors: [{ message: 'no text', path: ['commentAdded', 'text'] }] },
        { data: { id: 'c' } },
      ],
    });
  });

  it('keeps what came before the connection was lost, and is an error when nothing did', async () => {
    upstream.script = { events: comments('a'), after: 'wait' };
    await via();
    const calling = server.call('commentAdded', { post: '1' });
    await vi.waitFor(() => expect(upstream.open()).toBe(1));
    setTimeout(() => upstream.cut(), 200);
    const { structured, isError } = await calling;
    expect(isError).not.toBe(true);
    expect(structured).toMatchObject({ ended: 'connection_lost', reason: expect.any(String) });
    expect(idsOf(structured)).toEqual(['a']);
    upstream.script = { events: [], after: 'fail' };
    expect(await server.call('commentAdded', { post: '1' })).toMatchObject({ isError: true });
  });

  it.each([
    ['2026-07-28', { versionNegotiation: { mode: 'auto' } }],
    ['2025-11-25', {}],
  ] as const)('ends when a client of %s cancels the call', async (_version, options) => {
    upstream.script = { events: comments('a'), after: 'wait' };
    await via({ LEGACY_SESSIONS: 'on' });
    const client = new Client({ name: 'test', version: '1' }, options);
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    const gone = new AbortController();
    const call = { name: 'commentAdded', arguments: { post: '1', max_seconds: 60 } };
    const refused = expect(client.callTool(call, { signal: gone.signal })).rejects.toThrow();
    await vi.waitFor(() => expect(upstream.open()).toBe(1));
    gone.abort();
    await refused;
    await vi.waitFor(() => expect(upstream.open()).toBe(0), { timeout: 10_000 });
    await client.close();
  });

  it('proves who asks, hides the secret, and says what to check when it is refused', async () => {
    upstream.authorization = 'Bearer secret-token';
    upstream.script = { events: comments('secret-token'), after: 'complete' };
    await via({ GRAPHQL_TOKEN: 'secret-token' });
    const { structured } = await server.call('commentAdded', { post: '1' });
    expect(idsOf(structured)).toEqual(['***']);
    const [{ headers, connectionParams } = {}] = upstream.seen;
    expect(headers?.authorization).toBe('Bearer secret-token');
    const params = {
      authorization: 'Bearer secret-token',
      headers: { authorization: 'Bearer secret-token' },
    };
    expect(connectionParams).toEqual(transport === 'sse' ? undefined : params);
    upstream.authorization = 'Bearer other';
    const refused = await server.call('commentAdded', { post: '1' });
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(transport === 'sse' ? /GRAPHQL_TOKEN/ : /4403|credential/);
    expect(refused.text).not.toContain('secret-token');
  });

  it('stops reading at the limit of bytes, and takes no more seconds or events than allowed', async () => {
    const events = Array.from({ length: 50 }, () => ({ commentAdded: { id: 'x'.repeat(100) } }));
    upstream.script = { events, after: 'wait' };
    await via({ MAX_RESPONSE_BYTES: '2000' });
    const { structured } = await server.call('commentAdded', { post: '1', max_events: 50 });
    expect(structured).toMatchObject({ ended: 'max_bytes' });
    expect(idsOf(structured).length).toBeGreaterThan(2);
    const sent = upstream.seen.length;
    for (const limit of [{ max_events: 101 }, { max_seconds: 61 }, { max_events: 0 }])
      expect(await server.call('commentAdded', { post: '1', ...limit })).toMatchObject({ isError: true });
    expect(upstream.seen).toHaveLength(sent);
  });

  it('tells a client that asks for progress of each event, in both eras', async () => {
    upstream.script = { events: comments('a', 'b', 'c'), after: 'complete' };
    await via();
    const url = new URL(server.url);
    const call = { name: 'commentAdded', arguments: { post: '1', max_events: 5 } };
    const modern = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await modern.connect(new StreamableHTTPClientTransport(url));
    const legacy = new LegacyClient({ name: 'test', version: '1' });
    await legacy.connect(new LegacyTransport(url) as never);
    const told: [number, string | undefined][][] = [[], []];
    await modern.callTool(call, {
      onprogress: ({ progress, message }) => told[0]?.push([progress, message]),
    });
    await legacy.callTool(call, undefined, {
      onprogress: ({ progress, message }) => told[1]?.push([progress, message]),
    });
    await modern.close();
    await legacy.close();
    for (const reports of told) {
      expect(reports.map(([, message]) => message)).toEqual([1, 2, 3].map((n) => `${n} of at most 5 events`));
      const steps = reports.map(([progress]) => progress);
      expect(new Set(steps).size).toBe(3);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    }
  });
});

describe('a subscription', () => {
  it('goes where a WebSocket address leads, whatever the address of the API', async () => {
    await start({
      UPSTREAM_BASE_URL: 'http://127.0.0.1:9/graphql',
      GRAPHQL_SUBSCRIPTIONS_URL: upstream.url.replace('http', 'ws'),
    });
    expect(await server.call('ticks')).toMatchObject({
      structured: { events: [{ data: 7 }], ended: 'complete' },
    });
    expect(upstream.seen).toMatchObject([{ transport: 'websocket' }]);
  });

  it('uses server-sent events at the address of the API when nothing else is said', async () => {
    await start();
    await server.call('ticks');
    expect(upstream.seen).toMatchObject([{ transport: 'sse' }]);
  });

  it('refuses settings that make no sense, and says which', async () => {
    await start({ GRAPHQL_SUBSCRIPTIONS_URL: 'ftp://x' });
    expect((await server.call('ticks')).text).toContain('GRAPHQL_SUBSCRIPTIONS_URL');
    await server.close();
    await start({ GRAPHQL_SUBSCRIPTIONS_TRANSPORT: 'pigeon' });
    expect((await server.call('ticks')).text).toContain('GRAPHQL_SUBSCRIPTIONS_TRANSPORT');
  });

  it('ends in time when an API accepts a connection and then says nothing, not even goodbye', async () => {
    const silent = createServer(() => undefined);
    const sockets = new WebSocketServer({ server: silent, handleProtocols: () => 'graphql-transport-ws' });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    try {
      for (const scheme of ['http', 'ws']) {
        server = await serveSchema(
          SDL,
          {
            UPSTREAM_TIMEOUT_MS: '300',
            GRAPHQL_SUBSCRIPTIONS_URL: `${scheme}://127.0.0.1:${port}`,
            UPSTREAM_BASE_URL: upstream.url,
          },
          { subscriptions: {} },
        );
        for (const client of sockets.clients) client.pause();
        const { isError, text } = await server.call('ticks');
        expect(isError).toBe(true);
        expect(text).toContain('did not answer within 300 ms');
        if (scheme === 'http') await server.close();
      }
      await vi.waitFor(() => expect(sockets.clients.size).toBe(0), { timeout: 3_000 });
    } finally {
      silent.closeAllConnections();
      silent.close();
      for (const client of sockets.clients) client.terminate();
    }
  });

  it('is no address that only a description gives and nobody should call', async () => {
    server = await serveSchema(
      SDL,
      { UPSTREAM_BASE_URL: upstream.url },
      { subscriptions: { endpoint: 'ws://169.254.169.254/graphql' } },
    );
    expect((await server.call('ticks')).text).toContain('is not called');
  });
});
