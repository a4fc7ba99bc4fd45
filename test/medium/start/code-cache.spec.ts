import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime } from '#lib/container-runtime';
import { bundleProject } from '#lib/server-project';
import { startFixtureApi, type FixtureApi } from '../../support/fixture-api.js';
import { requirement, titled } from '../../support/requirements.js';
import { FIXTURE_SPEC } from '../../support/served-fixture.js';
import {
  buildServer,
  projectOf,
  startServer,
  type BuiltServer,
  type StartedServer,
} from '../../support/started-server.js';

const MODERN = '2026-07-28';
const CLIENT = { name: 'test', version: '1' };
const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const call = (args: object) => ({ name: 'get_item', arguments: args, _meta: META });
const REQUESTS: readonly [method: string, params: object][] = [
  ['tools/list', { _meta: META }],
  ['tools/call', call({ id: '1' })],
  ['tools/call', call({})],
  ['tools/call', { ...call({}), name: 'nothing' }],
  ['tools/list', { _meta: META, cursor: 'nowhere' }],
  ['server/discover', { _meta: META }],
  ['initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT }],
  ['tools/list', {}],
];

let api: FixtureApi;
beforeAll(async () => {
  api = await startFixtureApi();
});
afterAll(async () => api.close());

describe('a bundle with its code cache and one without', () => {
  const built: BuiltServer[] = [];
  const servers: StartedServer[] = [];

  beforeAll(async () => {
    for (const isCached of [true, false]) {
      const server = await buildServer(await projectOf(FIXTURE_SPEC));
      built.push(server);
      const folder = dirname(server.entry);
      const caches = (await readdir(folder)).filter((file) => file.endsWith('.cache'));
      expect(caches.length).toBeGreaterThan(5);
      if (!isCached) for (const file of caches) await rm(join(folder, file));
      servers.push(await startServer(server, { UPSTREAM_BASE_URL: api.url, LOG_LEVEL: 'debug' }));
    }
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(built.map((server) => server.remove()));
  });

  it.each(REQUESTS)('answer the same to %s %j', async (method, params) => {
    const [cached, plain] = await Promise.all(servers.map(({ url }) => answer(url, method, params)));
    expect(cached).toEqual(plain);
    expect(cached?.text).not.toBe('');
  });

  it('say which they are', () => {
    const [cached, plain] = servers.map((server) => statesIn(server.log()));
    expect(new Set(cached)).toEqual(new Set(['used']));
    expect(new Set(plain)).toEqual(new Set(['none']));
  });
});

for (const driver of ['process', 'docker'] as const) {
  const needs = driver === 'docker' ? await requirement('docker') : { available: true, reason: '' };

  it.skipIf(!needs.available)(titled(`the code cache is used by the runtime: ${driver}`, needs), async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'toolwright-start-'));
    const { runtime } = await selectRuntime({ runtime: driver, stateDir });
    const bundle = await bundleProject(await projectOf(FIXTURE_SPEC));
    const { files, entry, version } = bundle;
    const image = await runtime.buildImage({ name: 'toolwright/start', version, files, entry, labels: {} });
    const name = `toolwright-start-${process.pid}`;
    try {
      const { address } = await runtime.run({
        name,
        image,
        env: { UPSTREAM_BASE_URL: api.url, LOG_LEVEL: 'debug' },
        secrets: {},
        labels: {},
        limits: { memoryMb: 128, cpus: 1, maxProcesses: 64 },
        port: 0,
        egress: [],
      });
      await untilHealthy(`${address ?? ''}/healthz`);
      const lines: string[] = [];
      for await (const { text } of runtime.logs(name, { tail: 100, follow: false })) lines.push(text);
      const states = statesIn(lines.join('\n'));
      expect(states.length).toBeGreaterThan(5);
      expect(new Set(states)).toEqual(new Set(['used']));
    } finally {
      await runtime.remove(name);
      await runtime.removeImage(image);
      await runtime.close();
      await rm(stateDir, { recursive: true });
    }
  });
}

async function answer(url: string, method: string, params: object) {
  const modern = {
    'mcp-protocol-version': MODERN,
    'mcp-method': method,
    ...('name' in params ? { 'mcp-name': String(params.name) } : {}),
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...('_meta' in params ? modern : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return { status: response.status, text: await response.text() };
}

function statesIn(log: string): string[] {
  return [...log.matchAll(/"event":"code loaded".*?"cache":"(\w+)"/gu)].map(([, state]) => state ?? '');
}

async function untilHealthy(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await sleep(25);
  }
  throw new Error('not healthy in time');
}
