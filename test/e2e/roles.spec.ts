import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '#lib/platform';
import { HubProcess } from '../support/hub-process.js';
import { requirement, titled } from '../support/requirements.js';
import { RestClient } from '../support/rest-client.js';
import { callOnce, startUpstream, SteadyCalls, type SlowUpstream } from '../support/test-hub.js';

interface Deployment {
  id: string;
  state: string;
  endpoint: string;
}

interface Instance {
  state: string;
  address: string | null;
}

/** Loopback, but not the address at which a server is reached without the hub's key. */
const RELAY_HOST = '127.0.0.2';
/** An api or a gateway that asked for an engine would not start. */
const NO_ENGINE = { TOOLWRIGHT_RUNTIME: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' };
const redis = process.env['TOOLWRIGHT_TEST_REDIS_URL'];

const SETUPS = [
  { driver: 'process', needs: { available: true, reason: '' } },
  { driver: 'docker', needs: await requirement('docker') },
] as const;

describe.each(SETUPS)('roles in processes of their own: $driver', ({ driver, needs }) => {
  describe.skipIf(!needs.available)(titled(`roles in processes of their own: ${driver}`, needs), () => {
    let folder: string;
    let postgres: EmbeddedPostgres;
    let databaseUrl: string;
    let upstream: SlowUpstream;
    let api: HubProcess;
    let gateway: HubProcess;
    let worker: HubProcess;
    let second: HubProcess;
    let rest: RestClient;
    let path: string;
    let endpoint: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'toolwright-roles-'));
      postgres = new EmbeddedPostgres(join(folder, 'postgres'));
      upstream = await startUpstream();
      databaseUrl = await postgres.start();
      const shared = {
        DATABASE_URL: databaseUrl,
        TOOLWRIGHT_SECRET_KEY: randomBytes(32).toString('base64'),
        ...(redis === undefined ? {} : { REDIS_URL: redis }),
      };
      gateway = await HubProcess.create({ ...shared, ...NO_ENGINE, TOOLWRIGHT_ROLES: 'gateway' });
      api = await HubProcess.create({
        ...shared,
        ...NO_ENGINE,
        TOOLWRIGHT_ROLES: 'api',
        TOOLWRIGHT_MCP_URL: gateway.url,
      });
      const works = {
        ...shared,
        TOOLWRIGHT_ROLES: 'worker',
        TOOLWRIGHT_RUNTIME: driver,
        TOOLWRIGHT_RELAY_HOST: RELAY_HOST,
      };
      worker = await HubProcess.create(works);
      second = await HubProcess.create(works);
      await api.start();
      await gateway.start();
      await worker.start();
      rest = new RestClient(api.url);
      const { body } = await rest.post<{ apiKey: string }>('/api/v1/setup', { token: api.setupToken() });
      rest.key = body.apiKey;
    });

    afterAll(async () => {
      for (const hub of [second, worker, gateway, api]) await hub?.remove();
      upstream?.close();
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    /** @returns how long calls went wrong, in milliseconds */
    async function untilServed(): Promise<number> {
      const begun = Date.now();
      while ((await callOnce(endpoint).catch(String)) !== undefined) {
        if (Date.now() - begun > 40_000) throw new Error('calls go wrong for 40 s');
        await sleep(20);
      }
      return Date.now() - begun;
    }

    it('shows in each process what that is there for', async () => {
      const ready = async ({ url }: HubProcess) => {
        const { status, body } = await new RestClient(url).get<{ info: object }>('/readyz');
        return { status, needs: Object.keys(body.info) };
      };
      expect(await ready(api)).toEqual({ status: 200, needs: ['database', 'queue'] });
      expect(await ready(gateway)).toEqual({ status: 200, needs: ['database'] });
      expect(await ready(worker)).toEqual({ status: 200, needs: ['database', 'queue', 'runtime'] });
      for (const { url } of [gateway, worker])
        expect((await new RestClient(url, rest.key).get('/api/v1/apis')).status).toBe(404);
      for (const { url } of [api, worker]) expect((await fetch(`${url}/mcp/petstore`)).status).toBe(404);
    });

    it('registers, builds, deploys and serves', async () => {
      const petstore = await readFile(new URL('../specs/petstore-3.0.yaml', import.meta.url));
      const registered = await rest.upload<{ id: string }>('/api/v1/apis', 'petstore.yaml', petstore);
      const generation = await rest.post<{ id: string }>(`/api/v1/apis/${registered.body.id}/generations`);
      const generationPath = `/api/v1/generations/${generation.body.id}`;
      await rest.until<{ state: string }>(generationPath, ({ state }) => state === 'succeeded');
      const { body } = await rest.post<Deployment>(`${generationPath}/deployments`, {
        variables: { UPSTREAM_BASE_URL: upstream.url, API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1' },
        smokeCalls: [{ tool: 'getPetById', arguments: { petId: 7 } }],
        replicas: 2,
      });
      path = `/api/v1/deployments/${body.id}`;
      ({ endpoint } = body);
      expect(endpoint).toMatch(new RegExp(`^${gateway.url}/mcp/[a-z0-9-]+$`));
      await rest.until<Deployment>(path, ({ state }) => state === 'healthy');
      expect(await callOnce(endpoint)).toBeUndefined();
    });

    it('lets nobody at the servers who does not hold the key', async () => {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      const { rows } = await client.query<Instance>('SELECT address, state FROM instances');
      await client.end();
      expect(rows).toHaveLength(2);
      for (const { address } of rows) {
        expect(address).toContain(`http://${RELAY_HOST}:`);
        await expect(fetch(`${address}/mcp`)).rejects.toThrow();
      }
    });

    it('redeploys without failing a call', async () => {
      const calls = new SteadyCalls(endpoint);
      await rest.patch(path, { variables: { LOG_LEVEL: 'debug' } });
      await rest.until<{ number: number; state: string }[]>(
        `${path}/releases`,
        ([newest, before]) => newest?.state === 'live' && before?.state === 'retired',
      );
      await calls.stop();
      expect(calls.failures).toEqual([]);
      expect(calls.done).toBeGreaterThan(20);
    });

    it('follows what servers write that another process runs', async () => {
      const began = Date.now();
      const calls = new SteadyCalls(endpoint, 1);
      const lines = await rest.events<{ at: string; text: string }>(
        `${path}/logs?follow=true&source=stderr&q=getPetById&limit=1`,
        ({ at }) => Date.parse(at) > began,
      );
      await calls.stop();
      expect(lines.at(-1)?.text).toContain('"tool":"getPetById"');
    });

    it('serves on while the api is dead, and has it back', async () => {
      const calls = new SteadyCalls(endpoint);
      await api.kill();
      await sleep(500);
      await api.start();
      expect((await rest.get<Deployment>(path)).body.state).toBe('healthy');
      await calls.stop();
      expect(calls.failures).toEqual([]);
    });

    it('serves again when the gateway is back', async () => {
      await gateway.kill();
      await gateway.start();
      expect(await untilServed()).toBeLessThan(5_000);
    });

    it('serves again when the worker is back', async () => {
      await worker.kill();
      await worker.start();
      console.log(`${driver}: serves ${await untilServed()} ms after the worker was back`);
      await rest.until<Deployment>(path, ({ state }) => state === 'healthy');
    });

    it('has another worker take over', async () => {
      await second.start();
      await worker.kill();
      console.log(`${driver}: serves ${await untilServed()} ms after the worker died`);
      await rest.until<Deployment>(path, ({ state }) => state === 'healthy');
    });

    it('stops and deletes from a process that holds no engine', async () => {
      await rest.post(`${path}/stop`);
      await rest.until<Deployment>(path, ({ state }) => state === 'stopped');
      await rest.delete(path);
      await rest.until<{ code?: string }>(path, ({ code }) => code === 'not-found');
    });
  });
});
