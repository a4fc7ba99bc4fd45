import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../support/database.js';
import { HubProcess } from '../support/hub-process.js';
import { callTool, toolsAt } from '../support/mcp-client.js';
import { requirement, titled } from '../support/requirements.js';
import { RestClient } from '../support/rest-client.js';

interface Row {
  id: string;
  state: string;
  stage: string | null;
  percent: number;
  endpoint: string | null;
  reason: string | null;
}

const docker = await requirement('docker');
const postgres = await requirement('postgres');
const redis = await requirement('redis');
const services = {
  available: docker.available && postgres.available && redis.available,
  reason: 'no Docker engine, PostgreSQL and Redis',
};

const noDatabase = { url: '', drop: () => Promise.resolve() };

interface Setup {
  readonly name: string;
  readonly needs: { available: boolean; reason: string };
  database(): Promise<{ url: string; drop(): Promise<void> }>;
  readonly env: Readonly<Record<string, string>>;
}

const SETUPS: readonly Setup[] = [
  {
    name: 'the hub on embedded database and queue, with processes',
    needs: { available: true, reason: '' },
    database: async () => noDatabase,
    env: { TOOLWRIGHT_RUNTIME: 'process' },
  },
  {
    name: 'the hub on PostgreSQL, Redis and Docker',
    needs: services,
    database: createDatabase,
    env: { TOOLWRIGHT_RUNTIME: 'docker', REDIS_URL: process.env['TOOLWRIGHT_TEST_REDIS_URL'] ?? '' },
  },
];

describe.each(SETUPS)('$name', ({ name, needs, env, database }) => {
  describe.skipIf(!needs.available)(titled(name, needs), () => {
    let hub: HubProcess;
    let store: Awaited<ReturnType<typeof database>>;
    let rest: RestClient;
    let upstream: Server;
    let upstreamUrl: string;
    const requests: { method: string; url: string; key: string | undefined }[] = [];

    beforeAll(async () => {
      upstream = createServer((request, response) => {
        requests.push({
          method: request.method ?? '',
          url: request.url ?? '',
          key: request.headers['api_key'] as string | undefined,
        });
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 7, name: 'Rex' }));
      });
      await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
      upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v3`;
      store = await database();
      hub = await HubProcess.create({ ...env, DATABASE_URL: store.url });
      await hub.start();
      rest = new RestClient(hub.url);
    });

    afterAll(async () => {
      await hub?.remove();
      await store?.drop();
      upstream?.close();
    });

    it('starts the sample and says where everything is', async () => {
      expect(hub.output).toContain('Called its tool listBooks over MCP');
      expect(await toolsAt(hub.mcpEndpoint())).toHaveLength(10);
    });

    it('gives out the first key once, through the setup link', async () => {
      const token = hub.setupToken();
      const first = await rest.post('/api/v1/setup', { token });
      expect(first.status).toBe(201);
      expect((await rest.post('/api/v1/setup', { token })).status).toBe(403);
      expect((await rest.get('/api/v1/apis')).status).toBe(401);
      rest.key = String(first.body['apiKey']);
      expect((await rest.get('/api/v1/apis')).status).toBe(200);
    });

    it('answers health, readiness and its own description without a key', async () => {
      const open = new RestClient(hub.url);
      expect((await open.get('/healthz')).body).toEqual({ status: 'ok' });
      expect((await open.get('/readyz')).body['status']).toBe('ok');
      const document = await open.get<{ paths: object }>('/api/openapi.json');
      expect(Object.keys(document.body.paths)).toContain('/api/v1/apis/{id}/generations');
    });

    it('takes a description to a healthy server whose tool reaches the API', async () => {
      const petstore = await readFile(new URL('../specs/petstore-3.0.yaml', import.meta.url));
      const api = await rest.upload<{ id: string; toolCount: number; tokenTotal: number; tools: object[] }>(
        '/api/v1/apis',
        'petstore.yaml',
        petstore,
      );
      expect(api.status).toBe(201);
      expect(api.body.tools).toHaveLength(api.body.toolCount);
      expect(api.body.tokenTotal).toBeGreaterThan(500);

      const generation = await rest.post<Row>(`/api/v1/apis/${api.body.id}/generations`);
      expect(generation.status).toBe(202);
      const events = await rest.events<Row>(generation.headers.get('location') ?? '', () => false);
      expect(events.at(-1)).toMatchObject({ state: 'succeeded', percent: 100 });

      const again = await rest.post<Row>(`/api/v1/apis/${api.body.id}/generations`);
      await rest.until<Row>(`/api/v1/generations/${again.body.id}`, ({ state }) => state === 'succeeded');
      for (const format of ['zip', 'tar.gz']) {
        const [a, b] = await Promise.all(
          [generation, again].map(({ body }) =>
            rest.bytes(`/api/v1/generations/${body.id}/archive?format=${format}`),
          ),
        );
        expect(Buffer.from(a!).equals(Buffer.from(b!))).toBe(true);
      }

      const variables = {
        UPSTREAM_BASE_URL: upstreamUrl,
        API_KEY: 'canary-key-1',
        PETSTORE_AUTH_TOKEN: 'canary-token-1',
      };
      const started = await rest.post<Row>(`/api/v1/generations/${generation.body.id}/deployments`, {
        variables,
      });
      expect(started.status).toBe(202);
      expect(JSON.stringify(started.body)).not.toContain('canary');
      const path = `/api/v1/deployments/${started.body.id}`;
      const healthy = (
        await rest.events<Row>(path, ({ state }) => state === 'healthy' || state === 'failed')
      ).at(-1);
      expect(healthy).toMatchObject({ state: 'healthy', reason: null });

      const result = await callTool(healthy?.endpoint ?? '', 'getPetById', { petId: 7 });
      expect(result.structuredContent).toEqual({ id: 7, name: 'Rex' });
      expect(requests.at(-1)).toEqual({ method: 'GET', url: '/v3/pet/7', key: 'canary-key-1' });

      // Collected a moment after they were written.
      const logs = await rest.until<{ lines: { text: string }[] }>(`${path}/logs`, ({ lines }) =>
        lines.some(({ text }) => text.includes('"event":"listening"')),
      );
      expect(JSON.stringify(logs)).not.toContain('canary');

      await rest.post(`${path}/stop`);
      await rest.until<Row>(path, ({ state }) => state === 'stopped');
      await rest.post(`${path}/start`);
      const back = await rest.until<Row>(path, ({ state }) => state === 'healthy');
      expect(back.endpoint).toBe(healthy?.endpoint);
      await rest.post(`${path}/restart`);
      await rest.until<Row[]>(
        `${path}/releases`,
        ([newest, before]) => newest?.state === 'live' && before?.state === 'retired',
      );
      expect((await rest.get<Row>(path)).body.state).toBe('healthy');

      expect((await rest.delete(`/api/v1/apis/${api.body.id}`)).body['code']).toBe('state-conflict');
      await rest.delete(path);
      await rest.until<{ code?: string }>(path, ({ code }) => code === 'not-found');
      expect((await rest.delete(`/api/v1/apis/${api.body.id}`)).status).toBe(204);
    });

    it('generates and deploys a server that offers search instead of a tool for each operation', async () => {
      const petstore = await readFile(new URL('../specs/petstore-3.0.yaml', import.meta.url));
      const api = await rest.upload<{ id: string; tokensByMode: Record<string, number> }>(
        '/api/v1/apis',
        'petstore.yaml',
        petstore,
      );
      expect(api.body.tokensByMode['tools']).toBeGreaterThan(api.body.tokensByMode['search'] ?? Infinity);
      const generations = `/api/v1/apis/${api.body.id}/generations`;
      expect((await rest.post(generations, { mode: 'serach' })).status).toBe(400);
      const generation = await rest.post<Row & { mode: string }>(generations, { mode: 'search' });
      expect(generation.body.mode).toBe('search');
      await rest.until<Row>(
        `/api/v1/generations/${generation.body.id}`,
        ({ state }) => state === 'succeeded',
      );
      const deployments = `/api/v1/generations/${generation.body.id}/deployments`;
      const variables = { UPSTREAM_BASE_URL: upstreamUrl, API_KEY: 'key-2', PETSTORE_AUTH_TOKEN: 'token-2' };
      const refused = await rest.post(deployments, { variables: { ...variables, TOOL_MODE: 'code' } });
      expect(refused.body['code']).toBe('request-invalid');
      const { body } = await rest.post<Row>(deployments, { variables });
      const path = `/api/v1/deployments/${body.id}`;
      const healthy = await rest.until<Row>(path, ({ state }) => state === 'healthy');
      const call = { name: 'getPetById', arguments: { petId: 7 } };
      const result = await callTool(healthy.endpoint ?? '', 'call', call);
      expect(result.structuredContent).toEqual({ id: 7, name: 'Rex' });
      await rest.delete(path);
      await rest.until<{ code?: string }>(path, ({ code }) => code === 'not-found');
      expect((await rest.delete(`/api/v1/apis/${api.body.id}`)).status).toBe(204);
    });

    it('reads a zip of several documents', async () => {
      const text = (value: object) => new TextEncoder().encode(JSON.stringify(value));
      const zip = zipSync({
        'openapi.json': text({
          openapi: '3.1.0',
          info: { title: 'Two files', version: '1' },
          paths: { '/a': { $ref: 'paths/a.json' } },
        }),
        'paths/a.json': text({ get: { operationId: 'readA', responses: { 200: { description: 'ok' } } } }),
      });
      const answer = await rest.upload<{ tools: { name: string }[] }>('/api/v1/apis', 'two.zip', zip);
      expect(answer.body.tools.map((tool) => tool.name)).toEqual(['readA']);
    });

    it.each([
      ['no description', { content: 'hello' }, 422, 'document-unusable'],
      [
        'a broken reference',
        { content: '{"openapi":"3.0.0","paths":{"/a":{"get":{"parameters":[{"$ref":"#/nowhere"}]}}}}' },
        422,
        'document-unusable',
      ],
      ['a private address', { url: 'http://127.0.0.1:9/openapi.json' }, 422, 'source-refused'],
      ['nothing', {}, 400, 'request-invalid'],
      ['an unknown field', { contents: 'x' }, 400, 'request-invalid'],
    ])('refuses %s, says why and stores nothing', async (_what, body, status, code) => {
      const before = await rest.get<{ items: object[] }>('/api/v1/apis?limit=200');
      const answer = await rest.post('/api/v1/apis', body);
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body['fix']).toBeTruthy();
      expect(answer.headers.get('x-request-id')).toBe(answer.body['requestId']);
      expect((await rest.get<{ items: object[] }>('/api/v1/apis?limit=200')).body.items).toHaveLength(
        before.body.items.length,
      );
    });

    it('names the place of what is wrong in a description', async () => {
      const content = '{"openapi":"3.0.0","paths":{"/a":{"get":{"parameters":[{"$ref":"#/nowhere"}]}}}}';
      const { body } = await rest.post<{ diagnostics: { location: { pointer: string } }[] }>('/api/v1/apis', {
        content,
      });
      expect(body.diagnostics.map(({ location }) => location.pointer)).toContain(
        '/paths/~1a/get/parameters/0/$ref',
      );
    });

    it('pages its lists', async () => {
      const content =
        '{"openapi":"3.1.0","info":{"title":"Paged","version":"1"},"paths":{"/a":{"get":{"responses":{}}}}}';
      for (let count = 0; count < 3; count += 1) await rest.post('/api/v1/apis', { content });
      const first = await rest.get<{ items: { id: string }[]; nextCursor: string }>('/api/v1/apis?limit=2');
      const second = await rest.get<{ items: { id: string }[] }>(
        `/api/v1/apis?limit=2&cursor=${first.body.nextCursor}`,
      );
      const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
      expect(new Set(ids).size).toBe(4);
      expect((await rest.get('/api/v1/apis?cursor=nonsense')).status).toBe(400);
      expect((await rest.get('/api/v1/nothing')).body['code']).toBe('not-found');
    });

    it('comes back after a kill with the same server at the same address', async () => {
      const endpoint = hub.mcpEndpoint();
      await hub.kill();
      await hub.start();
      expect(hub.mcpEndpoint()).toBe(endpoint);
      expect(await toolsAt(endpoint)).toHaveLength(10);
    });

    it('ends on Ctrl-C with everything it started', async () => {
      const endpoint = hub.mcpEndpoint();
      expect(await hub.interrupt()).toBe(0);
      await expect(fetch(endpoint.replace('/mcp', '/healthz'))).rejects.toThrow();
      await expect(fetch(`${hub.url}/healthz`)).rejects.toThrow();
    });
  });
});
