import { fileURLToPath } from 'node:url';
import { constant, constantFrom, object, oneof, record, sample, tuple, type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureApi, type FixtureApi } from '../support/fixture-api.js';
import { requirement, titled } from '../support/requirements.js';
import {
  buildServer,
  projectOf,
  startServer,
  type BuiltServer,
  type StartedServer,
} from '../support/started-server.js';
import { recorderBefore, replay, type Recorded, type Reply } from './replay.js';
import { conformanceSuite } from './suite.js';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'fuzz', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const FUZZED = 600;
const EXCHANGE_KEY = 'e'.repeat(32);

const needed = await requirement('conformance');

/** One project, served with the fast lane and without it. */
describe('the fast lane and the SDK', () => {
  let upstream: FixtureApi;
  let built: BuiltServer;
  let lane: StartedServer;
  let sdk: StartedServer;

  beforeAll(async () => {
    upstream = await startFixtureApi();
    built = await buildServer(await projectOf(file('../specs/conformance.yaml'), file('fixture/custom.ts')));
    // One key, so that either opens what the other sealed.
    const env = {
      UPSTREAM_BASE_URL: upstream.url,
      REQUEST_STATE_KEY: 'k'.repeat(32),
      EXCHANGE_KEY,
    };
    [lane, sdk] = await Promise.all([
      startServer(built, env),
      startServer(built, { ...env, FAST_LANE: '0' }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([lane?.stop(), sdk?.stop()]);
    await built?.remove();
    await upstream?.close();
  });

  /** @returns The lane's reply */
  async function sameFromBoth(request: Recorded): Promise<Reply> {
    const [ours, theirs] = await Promise.all([replay(lane.url, request), replay(sdk.url, request)]);
    const { hasLength: _ours, ...ourReply } = ours;
    const { hasLength: _theirs, ...theirReply } = theirs;
    expect({ request: request.body, ...ourReply }).toEqual({ request: request.body, ...theirReply });
    return ours;
  }

  it.skipIf(!needed.available)(
    titled('give the same answers to all that the conformance suite sends', needed),
    async () => {
      const suite = await conformanceSuite();
      const recorder = await recorderBefore(lane.url);
      for (const revision of ['2026-07-28', '2025-11-25']) await suite.run(recorder.url, revision);
      await recorder.close();
      const distinct = [...new Map(recorder.recorded.map((request) => [keyOf(request), request])).values()];
      expect(distinct.length).toBeGreaterThan(100);
      // Sent once before, so that the lane knows the client.
      for (const request of distinct) await replay(lane.url, request);
      let byLane = 0;
      for (const request of distinct) if ((await sameFromBoth(request)).hasLength) byLane += 1;
      expect(byLane).toBeGreaterThan(10);
    },
    240_000,
  );

  it('give the same answers to requests that are nearly plain', async () => {
    await replay(lane.url, plain({}));
    let byLane = 0;
    for (const request of sample(nearlyPlain, { numRuns: FUZZED, seed: 7 }))
      if ((await sameFromBoth(request)).hasLength) byLane += 1;
    expect(byLane).toBeGreaterThan(FUZZED / 10);
    expect(byLane).toBeLessThan(FUZZED);
  }, 120_000);

  it('tell what was sent to the API to who has the key alone, and never by the lane', async () => {
    const asked = (key: string) => plain({ meta: { 'dev.toolwright/exchange-key': key } });
    await replay(lane.url, plain({}));
    for (const key of [EXCHANGE_KEY, 'x'.repeat(32)]) {
      const reply = await replay(lane.url, asked(key));
      expect(reply.hasLength).toBe(false);
      const isTold = JSON.stringify(reply).includes('dev.toolwright/exchanges');
      expect(isTold).toBe(key === EXCHANGE_KEY);
    }
  });
});

function keyOf({ method, headers, body }: Recorded): string {
  const { host: _host, 'content-length': _length, ...rest } = headers;
  return JSON.stringify([method, rest, body]);
}

interface Changes {
  readonly message?: object;
  readonly params?: object;
  readonly meta?: object;
  readonly headers?: Record<string, string>;
}

function plain({ message = {}, params = {}, meta = {}, headers = {} }: Changes): Recorded {
  const whole = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'test_simple_text', arguments: {}, _meta: { ...META, ...meta }, ...params },
    ...message,
  };
  return {
    method: 'POST',
    headers: {
      host: '127.0.0.1',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': String(whole.method),
      'mcp-name': String((whole.params as { name?: unknown }).name ?? ''),
      ...headers,
    },
    body: JSON.stringify(whole),
  };
}

const oddValue = constantFrom<unknown>(null, '', 0, -1, 1.5, true, [], {}, 'x', { a: 1 }, 2 ** 60, '名');
const oddMember = tuple(constantFrom('progressToken', 'extra', 'cursor', 'inputResponses', 'task'), oddValue);
/** Each alone, so that the first of its kind is judged by nobody before. */
const capabilities = constantFrom<unknown>(
  { elicitation: {} },
  { roots: {}, sampling: {} },
  { sampling: { tools: {} } },
  { elicitation: { form: {} } },
  { roots: { listChanged: true } },
  { sampling: 1 },
  { roots: [] },
  { elicitation: null },
  { other: {} },
);
const clientInfo = constantFrom<unknown>(
  { name: 'a', version: '1', title: 'A' },
  { name: '', version: '' },
  { name: 'a' },
  { version: '1' },
  { name: 'a', version: 1 },
  { name: 'a', version: '1', title: 2 },
  { name: 'a', version: '1', other: 'x' },
);
const toolName = constantFrom(
  'test_simple_text',
  'test_error_handling',
  'json_schema_2020_12_tool',
  'nothing',
  'constructor',
);

const seldom = <T>(change: Arbitrary<T>) =>
  oneof({ weight: 2, arbitrary: constant({}) }, { weight: 1, arbitrary: change });

/** Plain requests with a few things about them changed. */
const nearlyPlain: Arbitrary<Recorded> = record({
  message: seldom(
    oneof(
      oddValue.map((id) => ({ id })),
      constantFrom('tools/list', 'tools/call', 'server/discover', 'ping', 'tools/none').map((method) => ({
        method,
      })),
      oddMember.map(([name, value]) => ({ [name]: value })),
      constant({ jsonrpc: '1.0' }),
    ),
  ),
  params: seldom(
    oneof(
      toolName.map((name) => ({ name })),
      oddValue.map((given) => ({ arguments: given })),
      object({ maxDepth: 2 }).map((given) => ({ arguments: JSON.parse(JSON.stringify(given)) as object })),
      oddMember.map(([name, value]) => ({ [name]: value })),
    ),
  ),
  meta: seldom(
    oneof(
      oddMember.map(([name, value]) => ({ [name]: value })),
      oddValue.map((value) => ({ 'io.modelcontextprotocol/clientCapabilities': value })),
      oddValue.map((value) => ({ 'io.modelcontextprotocol/clientInfo': value })),
      capabilities.map((value) => ({ 'io.modelcontextprotocol/clientCapabilities': value })),
      clientInfo.map((value) => ({ 'io.modelcontextprotocol/clientInfo': value })),
      constant({ 'io.modelcontextprotocol/protocolVersion': '2025-11-25' }),
    ),
  ),
  headers: seldom(
    constantFrom<Record<string, string>>(
      { 'mcp-method': 'tools/list' },
      { 'mcp-name': 'other' },
      { 'mcp-session-id': 'abc' },
      { 'mcp-param-x': '1' },
      { accept: 'application/json' },
      { accept: 'text/event-stream' },
      { 'mcp-protocol-version': '2025-11-25' },
      { 'content-type': 'application/json; charset=utf-8' },
    ),
  ),
}).map(plain);
