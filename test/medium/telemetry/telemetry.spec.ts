import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFixtureApi, type FixtureApi } from '../../support/fixture-api.js';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../../support/otlp-receiver.js';
import { FIXTURE_SPEC } from '../../support/served-fixture.js';
import {
  buildServer,
  projectOf,
  startServer,
  type BuiltServer,
  type StartedServer,
} from '../../support/started-server.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const OTHER_TRACE = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const OTHER_PARENT = 'bbbbbbbbbbbbbbbb';
const [SERVER, CLIENT] = [2, 3];
const ARGUMENT = 'argument-4711';

let built: BuiltServer;
let api: FixtureApi;
beforeAll(async () => {
  built = await buildServer(await projectOf(FIXTURE_SPEC));
  api = await startFixtureApi();
});
afterAll(async () => {
  await api.close();
  await built.remove();
});

async function connect(url: string, era: 'modern' | 'legacy', headers: Record<string, string> = {}) {
  const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy';
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } as never });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

const metricsOf = async (server: StartedServer) => {
  const url = /"metrics":"([^"]+)"/u.exec(server.log())![1]!;
  return (await fetch(url)).text();
};

describe.each(['modern', 'legacy'] as const)('a server that is watched by a %s client', (era) => {
  let server: StartedServer;
  let collector: OtlpReceiver;
  let client: Client;
  const spanOf = (name: string, kind: number, traceId = TRACE): Promise<ReceivedSpan> =>
    vi.waitFor(
      () => {
        const found = collector.spans.find(
          (span) => span.name === name && span.kind === kind && span.traceId === traceId,
        );
        if (found === undefined) throw new Error(`no span ${name}: ${collector.text()}`);
        return found;
      },
      { timeout: 20_000, interval: 100 },
    );
  const lines = () =>
    server
      .log()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  beforeAll(async () => {
    collector = await startOtlpReceiver();
    server = await startServer(built, {
      UPSTREAM_BASE_URL: `${api.url}/`,
      UPSTREAM_RETRIES: '0',
      METRICS_PORT: '0',
      LOG_CALLS: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
    client = await connect(server.url, era, { traceparent: `00-${OTHER_TRACE}-${OTHER_PARENT}-01` });
    const meta = { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'rojo=1' };
    await client.callTool({ name: 'get_item', arguments: { id: ARGUMENT }, _meta: meta });
    await client.callTool({ name: 'test_error_handling', arguments: {} });
    await client.callTool({ name: `no_such_${ARGUMENT}`, arguments: {} }).catch(() => undefined);
    // Plain calls: of a newer client, the first is answered by the SDK, the next in the fast lane.
    for (let time = 0; time < 3; time += 1)
      await client.callTool({ name: 'test_simple_text', arguments: {} });
    await client.readResource({ uri: `api://conformance/items/${ARGUMENT}` });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
    await collector.close();
  });

  it('joins the trace of the request, and links that of the connection', async () => {
    const span = await spanOf('tools/call get_item', SERVER!);
    expect(span).toMatchObject({
      parentSpanId: PARENT,
      traceState: 'rojo=1',
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.tool.name': 'get_item',
        'gen_ai.operation.name': 'execute_tool',
        'network.transport': 'tcp',
        'network.protocol.name': 'http',
        'mcp.protocol.version': era === 'modern' ? '2026-07-28' : '2025-11-25',
      },
      links: [{ traceId: OTHER_TRACE, spanId: OTHER_PARENT }],
    });
    expect(span.attributes).toHaveProperty(['jsonrpc.request.id']);
    expect(span.attributes).not.toHaveProperty(['error.type']);
    expect(span.status.code ?? 0).toBe(0);
  });

  it('has a span for the request to the API, which learns of the trace', async () => {
    const parent = await spanOf('tools/call get_item', SERVER!);
    const span = await spanOf('GET /items/{id}', CLIENT!);
    expect(span).toMatchObject({
      parentSpanId: parent.spanId,
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.full': `${api.url}/items/{id}`,
        'url.template': '/items/{id}',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(api.url).port),
      },
    });
    const seen = api.seen.filter(({ headers }) => String(headers['traceparent']).includes(TRACE));
    expect(seen.map(({ headers }) => headers['traceparent'])).toContain(`00-${TRACE}-${span.spanId}-01`);
    expect(seen.map(({ headers }) => headers['tracestate'])).toContain('rojo=1');
  });

  it('falls back to the trace of the connection, and tells errors', async () => {
    const span = await spanOf('tools/call test_error_handling', SERVER!, OTHER_TRACE);
    expect(span).toMatchObject({
      parentSpanId: OTHER_PARENT,
      status: { code: 2 },
      attributes: { 'error.type': 'tool_error' },
      links: [],
    });
    const below = await spanOf('GET /error', CLIENT!, OTHER_TRACE);
    expect(below).toMatchObject({ attributes: { 'error.type': '500', 'http.response.status_code': 500 } });
  });

  it('has the same spans for each of several plain calls', async () => {
    await spanOf('resources/read', SERVER!, OTHER_TRACE);
    const calls = collector.spans.filter(({ name }) => name === 'tools/call test_simple_text');
    expect(calls).toHaveLength(3);
    for (const call of calls) {
      expect(Object.keys(call.attributes).toSorted()).toEqual(Object.keys(calls[0]!.attributes).toSorted());
      expect(call).toMatchObject({ parentSpanId: OTHER_PARENT, kind: SERVER });
      const below = collector.spans.filter(({ parentSpanId }) => parentSpanId === call.spanId);
      expect(below.map(({ name }) => name)).toEqual(['GET /text']);
    }
  });

  it('writes down no name that a client made up', async () => {
    const span = await spanOf('tools/call', SERVER!, OTHER_TRACE);
    expect(span.attributes).toMatchObject({ 'error.type': '-32602', 'rpc.response.status_code': '-32602' });
    expect(span.attributes).not.toHaveProperty(['gen_ai.tool.name']);
    await spanOf('resources/read', SERVER!, OTHER_TRACE);
    expect(await metricsOf(server)).toContain('{tool="unknown",outcome="protocol_error"} 1');
  });

  it('sends to the collector with its header, under its own name', () => {
    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
    expect(collector.headers[0]).toMatchObject({ authorization: 'Bearer collector-secret' });
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'conformance',
      'service.version': '1.0.0',
      'deployment.environment.name': 'test',
    });
  });

  it('gives figures to Prometheus', async () => {
    const text = await metricsOf(server);
    for (const line of [
      'mcp_server_tool_calls_total{tool="get_item",outcome="ok"} 1',
      'mcp_server_tool_calls_total{tool="test_error_handling",outcome="tool_error"} 1',
      'mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="get_item"} 1',
      'mcp_server_upstream_requests_total{status="2xx"} 5',
      'mcp_server_upstream_requests_total{status="5xx"} 1',
      'mcp_server_upstream_retries_total 0',
      'mcp_server_tool_calls_active 0',
      'mcp_server_upstream_waiting 0',
      `mcp_server_build_info{name="conformance",version="1.0.0",node="${process.version}"} 1`,
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^process_resident_memory_bytes \d/mu);
    expect(text).toMatch(/^process_cpu_seconds_total \d/mu);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /mu);
  });

  it('has a line for each call', () => {
    const calls = lines().filter(({ event }) => event === 'tool call');
    expect(calls).toMatchObject([
      { level: 'info', tool: 'get_item', outcome: 'ok', upstreamStatus: 200, traceId: TRACE },
      { tool: 'test_error_handling', outcome: 'tool_error', upstreamStatus: 500, traceId: OTHER_TRACE },
      { outcome: 'protocol_error', code: -32_602 },
      ...[1, 2, 3].map(() => ({ tool: 'test_simple_text', outcome: 'ok', traceId: OTHER_TRACE })),
    ]);
    for (const call of calls) {
      expect(call['ms']).toEqual(expect.any(Number));
      expect(call['requestId']).toEqual(expect.any(String));
    }
  });

  it('tells nothing of arguments and secrets', async () => {
    await spanOf('resources/read', SERVER!, OTHER_TRACE);
    for (const text of [collector.text(), server.log(), await metricsOf(server)]) {
      expect(text).not.toContain(ARGUMENT);
      expect(text).not.toContain('collector-secret');
    }
  });
});

it('a collector that refuses, or is not there, is told of once and holds up nothing', async () => {
  const collector = await startOtlpReceiver(400);
  const server = await startServer(built, {
    UPSTREAM_BASE_URL: api.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const client = await connect(server.url, 'modern');
  await client.callTool({ name: 'get_item', arguments: { id: '1' } });
  await vi.waitFor(() => expect(server.log()).toContain('"traces are lost"'), { timeout: 20_000 });
  await collector.close();
  await client.callTool({ name: 'get_item', arguments: { id: '2' } });
  await client.close();
  const began = performance.now();
  await server.stop();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(server.log().match(/traces are lost/gu)).toHaveLength(1);
});

it('metrics are not read by a foreign name, and nothing else is served there', async () => {
  const server = await startServer(built, { UPSTREAM_BASE_URL: api.url, METRICS_PORT: '0' });
  const url = /"metrics":"([^"]+)"/u.exec(server.log())![1]!;
  expect((await fetch(url.replace('/metrics', '/mcp'))).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request(url, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
  await server.stop();
});

it('the session of an older client, and what standard streams are, stand in the trace', async () => {
  const collector = await startOtlpReceiver();
  const env = { UPSTREAM_BASE_URL: api.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const server = await startServer(built, { ...env, LEGACY_SESSIONS: 'on' });
  const overHttp = await connect(server.url, 'legacy');
  await overHttp.callTool({ name: 'get_item', arguments: { id: '1' } });
  await overHttp.close();
  await server.stop();
  const overStreams = new Client({ name: 'test', version: '1' });
  const command = { command: process.execPath, args: [built.entry, '--stdio'], env };
  await overStreams.connect(new StdioClientTransport(command));
  await overStreams.callTool({ name: 'delete_item', arguments: { id: '1' } });
  await overStreams.close();
  await vi.waitFor(() => {
    const names = collector.spans.map(({ name }) => name);
    expect(names).toContain('tools/call delete_item');
  });
  const named = (name: string) => collector.spans.find((span) => span.name === name)?.attributes;
  expect(named('tools/call get_item')).toMatchObject({
    'mcp.session.id': expect.stringMatching(/^[0-9a-f-]{36}$/u),
  });
  expect(named('initialize')).toMatchObject({ 'mcp.method.name': 'initialize' });
  expect(named('tools/call delete_item')).toMatchObject({ 'network.transport': 'pipe' });
  expect(named('tools/call delete_item')).not.toHaveProperty(['network.protocol.name']);
  await collector.close();
});
