import { inputRequired, ProtocolError } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import type { UpstreamRequest } from '../upstream/exchange.js';
import { Metrics } from './metrics.js';
import { Telemetry } from './telemetry.js';
import type { RequestFacts } from './watcher.js';

const FACTS: RequestFacts = { method: 'tools/call', tool: 't', isHttp: true, meta: {}, headers: {} };
const REQUEST: UpstreamRequest = {
  method: 'GET',
  url: new URL('http://127.0.0.1/a'),
  headers: { traceparent: 'of the tool itself' },
  secretHeaders: [],
  keepRedirects: false,
  template: '/a',
};

function watched() {
  const metrics = new Metrics({ name: 'n', version: '1' });
  return { metrics, telemetry: new Telemetry([metrics]) };
}

async function callsOf(work: () => Promise<unknown>, signal = new AbortController().signal) {
  const { metrics, telemetry } = watched();
  await telemetry.request(FACTS, signal, work).catch(() => undefined);
  const text = await metrics.registry.metrics();
  return /mcp_server_tool_calls_total\{tool="t",outcome="(\w+)"\} 1/u.exec(text)?.[1];
}

describe('the outcome of a call', () => {
  it.each([
    ['ok', async () => ({ content: [] })],
    ['tool_error', async () => ({ content: [], isError: true })],
    ['input_required', async () => inputRequired({ requestState: 'x' })],
    ['protocol_error', async () => Promise.reject(new ProtocolError(-32_602, 'x'))],
    ['protocol_error', async () => Promise.reject(new Error('x'))],
  ])('is %s', async (outcome, work) => {
    expect(await callsOf(work)).toBe(outcome);
  });

  it('is cancelled where the client went away', async () => {
    expect(await callsOf(async () => ({ isError: true }), AbortSignal.abort())).toBe('cancelled');
  });
});

describe('requests to the API', () => {
  it('count by class of status, what is sent again besides', async () => {
    const { metrics, telemetry } = watched();
    const answer = (status: number) => async () => ({
      status,
      headers: {},
      bytes: Buffer.alloc(0),
      truncated: false,
    });
    await telemetry.upstream(REQUEST, { retries: 0, redirects: 0 }, answer(503));
    await telemetry.upstream(REQUEST, { retries: 1, redirects: 0 }, answer(302));
    await telemetry.upstream(REQUEST, { retries: 1, redirects: 1 }, answer(200));
    const refused = async () => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
    await expect(telemetry.upstream(REQUEST, { retries: 2, redirects: 0 }, refused)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    const text = await metrics.registry.metrics();
    for (const status of ['5xx', '3xx', '2xx', 'error'])
      expect(text).toContain(`mcp_server_upstream_requests_total{status="${status}"} 1`);
    expect(text).toContain('mcp_server_upstream_retries_total 2');
  });

  it('keep a header that the tool itself sends', async () => {
    const telemetry = new Telemetry([
      {
        requestBegins: () => () => undefined,
        upstreamBegins: () => ({
          headers: { traceparent: 'ours', tracestate: 'ours' },
          end: () => undefined,
        }),
      },
    ]);
    let sent: UpstreamRequest | undefined;
    await telemetry.upstream(REQUEST, { retries: 0, redirects: 0 }, async (request) => {
      sent = request;
      return { status: 200, headers: {}, bytes: Buffer.alloc(0), truncated: false };
    });
    expect(sent?.headers).toEqual({ traceparent: 'of the tool itself', tracestate: 'ours' });
  });
});

it('calls under way and waiting show while they are', async () => {
  const { metrics, telemetry } = watched();
  telemetry.watchQueue(() => 3);
  let text = '';
  await telemetry.request(FACTS, new AbortController().signal, async () => {
    text = await metrics.registry.metrics();
    return {};
  });
  expect(text).toContain('mcp_server_tool_calls_active 1');
  expect(text).toContain('mcp_server_upstream_waiting 3');
});
