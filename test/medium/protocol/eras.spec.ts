import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { post, serveFixture, type ServedFixture } from '../../support/served-fixture.js';

type Negotiation = NonNullable<ConstructorParameters<typeof Client>[1]>['versionNegotiation'];

/** Every way for a client to arrive over HTTP; older ones with and without a session. */
const WAYS: readonly { name: string; versionNegotiation: Negotiation; sessions: 'on' | 'off' }[] = [
  { name: '2026-07-28', versionNegotiation: { mode: { pin: '2026-07-28' } }, sessions: 'off' },
  { name: '2025-11-25 without a session', versionNegotiation: { mode: 'legacy' }, sessions: 'off' },
  { name: '2025-11-25 with a session', versionNegotiation: { mode: 'legacy' }, sessions: 'on' },
];

describe.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])('a client of %s', (version) => {
  it('is answered in its own version, and lists and calls', async () => {
    const server = await serveFixture();
    const headers = { 'mcp-protocol-version': version };
    const ask = async (method: string, params: object) => {
      const body = { jsonrpc: '2.0', id: 1, method, params };
      return lastMessage(await (await post(server.url, body, headers)).text());
    };
    const clientInfo = { name: 'test', version: '1' };
    const hello = await ask('initialize', { protocolVersion: version, capabilities: {}, clientInfo });
    expect(hello).toMatchObject({
      result: { protocolVersion: version, serverInfo: { name: 'conformance' } },
    });
    const { result } = await ask('tools/list', {});
    expect(result['tools']).toHaveLength(8);
    const called = await ask('tools/call', { name: 'get_item', arguments: { id: 'a b' } });
    expect(JSON.stringify(called.result)).toContain('a%20b');
    expect(called.result).not.toHaveProperty('resultType');
    await server.close();
  });
});

function lastMessage(text: string): { result: Record<string, unknown> } {
  const data = text.startsWith('{') ? text : text.slice(text.lastIndexOf('data: ') + 6);
  return JSON.parse(data) as never;
}

describe.each(WAYS)('$name', ({ versionNegotiation, sessions }) => {
  let server: ServedFixture;
  let client: Client;

  beforeAll(async () => {
    server = await serveFixture({ env: { LEGACY_SESSIONS: sessions } });
    client = new Client({ name: 'test', version: '1' }, { versionNegotiation: versionNegotiation! });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  it('gives the same list each time', async () => {
    const first = await client.listTools();
    expect(first.tools.map((tool) => tool.title)).not.toContain(undefined);
    expect((await client.listTools()).tools).toEqual(first.tools);
  });

  it('reads by id what a GET gives, and says what is not there', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([
      { uriTemplate: 'api://conformance/items/{id}', name: 'get_item' },
    ]);
    const uri = 'api://conformance/items/a%2Fb%20c';
    const { contents } = await client.readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: 'application/json', text: '{"id":"a%2Fb%20c"}' }]);
    await expect(client.readResource({ uri: 'api://conformance/other/1' })).rejects.toMatchObject({
      code: -32_602,
      data: { uri: 'api://conformance/other/1' },
    });
  });

  it.each(['..', '%2E%2E', '..%2F..%2Ftext', '%2e%2e%2ftext'])('keeps %s inside its path', async (id) => {
    const before = server.api.seen.length;
    await client.readResource({ uri: `api://conformance/items/${id}` }).catch(() => undefined);
    for (const { path } of server.api.seen.slice(before)) expect(path).toMatch(/^\/items\/[^/]+$/u);
  });

  it('aborts the request to the API when a call is cancelled', async () => {
    const before = server.api.aborted.length;
    const controller = new AbortController();
    const call = client.callTool({ name: 'slow' }, { signal: controller.signal });
    call.catch(() => undefined);
    await vi.waitFor(() => expect(server.api.seen.at(-1)?.path).toBe('/slow'), 5_000);
    controller.abort();
    await expect(call).rejects.toThrow();
    // Without a session, an older client's word to cancel belongs to nothing; its going away does.
    if (sessions === 'off' && client.getProtocolEra() === 'legacy') await client.close();
    await vi.waitFor(() => expect(server.api.aborted).toHaveLength(before + 1), 5_000);
  });

  it('reports progress while the API is waited for', async () => {
    if (client.transport === undefined)
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    const controller = new AbortController();
    const message = await new Promise<string | undefined>((resolve) => {
      const call = client.callTool(
        { name: 'slow' },
        { signal: controller.signal, onprogress: (progress) => resolve(progress.message) },
      );
      call.catch(() => undefined);
    });
    controller.abort();
    expect(message).toMatch(/^Waiting for the API: \d+ s$/u);
  });
});

describe('the description as a resource', () => {
  it('is there when the project holds it', async () => {
    const text = 'openapi: 3.1.0';
    const description = {
      scheme: 'openapi',
      mimeType: 'application/yaml',
      bytes: text.length,
      read: () => text,
    } as const;
    const server = await serveFixture({ more: { description } });
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    const uri = 'openapi://conformance';
    expect((await client.listResources()).resources).toMatchObject([{ uri, size: text.length }]);
    expect((await client.readResource({ uri })).contents).toEqual([
      { uri, mimeType: 'application/yaml', text },
    ]);
    await client.close();
    await server.close();
  });
});

it('sends log messages to those who asked alone', async () => {
  const server = await serveFixture();
  const logs: unknown[] = [];
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params));
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  await client.callTool({ name: 'test_simple_text' });
  expect(logs).toEqual([]);
  await client.callTool({
    name: 'test_simple_text',
    _meta: { 'io.modelcontextprotocol/logLevel': 'debug' },
  });
  await vi.waitFor(() =>
    expect(logs).toMatchObject([{ level: 'debug', data: { tool: 'test_simple_text', isError: false } }]),
  );
  await client.close();
  await server.close();
});
