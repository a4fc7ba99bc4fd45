import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_DRIVERS, hostOf, needsOf, type Driver, type DriverHost } from '../support/driver-hosts.js';
import { HubProcess } from '../support/hub-process.js';
import { titled } from '../support/requirements.js';
import { RestClient } from '../support/rest-client.js';
import { callOnce, startUpstream, SteadyCalls, type SlowUpstream } from '../support/test-hub.js';

interface Deployment {
  id: string;
  state: string;
  reason: string | null;
  endpoint: string;
  env: Record<string, string>;
}

interface Release {
  number: number;
  state: string;
  reason: string | null;
  image: string | null;
}

interface LogLine {
  id: string;
  at: string;
  level: string;
  source: string;
  release: number;
  instance: number | null;
  text: string;
}

interface Figures {
  total: { calls: number; errors: number; p50Ms: number };
  points: unknown[];
  now: { servers: number; memoryBytes: number } | null;
  releases: { number: number; buildMs: number | null; startMs: number | null }[];
}

interface Instance {
  container: string;
  state: string;
}

const SETUPS = await Promise.all(
  LOCAL_DRIVERS.map(async (driver) => ({ driver, needs: await needsOf(driver) })),
);

describe.each(SETUPS)('deployments over REST: $driver', ({ driver, needs }) => {
  describe.skipIf(!needs.available)(titled(`deployments over REST: ${driver}`, needs), () => {
    let host: DriverHost;
    let hub: HubProcess;
    let rest: RestClient;
    let upstream: SlowUpstream;
    let path: string;
    let endpoint: string;

    beforeAll(async () => {
      upstream = await startUpstream();
      host = await hostOf(driver);
      hub = await HubProcess.create({
        ...host.env,
        TOOLWRIGHT_RUNTIME: driver,
        TOOLWRIGHT_SAMPLE: '0',
        TOOLWRIGHT_KEEP_RUNNING: '1',
        TOOLWRIGHT_START_TIMEOUT_S: '8',
      });
      await hub.start();
      rest = new RestClient(hub.url);
      const { body } = await rest.post<{ apiKey: string }>('/api/v1/setup', { token: hub.setupToken() });
      rest.key = body.apiKey;
    });

    afterAll(async () => {
      await hub?.remove();
      await host?.close();
      upstream?.close();
    });

    async function releasesUntil(holds: (releases: Release[]) => boolean): Promise<Release[]> {
      return rest.until<Release[]>(`${path}/releases`, holds);
    }

    it('gives a deployment one endpoint at the hub', async () => {
      const petstore = await readFile(new URL('../specs/petstore-3.0.yaml', import.meta.url));
      const api = await rest.upload<{ id: string }>('/api/v1/apis', 'petstore.yaml', petstore);
      const generation = await rest.post<{ id: string }>(`/api/v1/apis/${api.body.id}/generations`);
      const generationPath = `/api/v1/generations/${generation.body.id}`;
      await rest.until<{ state: string }>(generationPath, ({ state }) => state === 'succeeded');
      const { body, status } = await rest.post<Deployment>(`${generationPath}/deployments`, {
        variables: { UPSTREAM_BASE_URL: upstream.url, API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1' },
        smokeCalls: [{ tool: 'getPetById', arguments: { petId: 7 } }],
        replicas: 2,
      });
      expect(status).toBe(202);
      path = `/api/v1/deployments/${body.id}`;
      endpoint = body.endpoint;
      expect(endpoint).toMatch(new RegExp(`^${hub.url}/mcp/[a-z0-9-]+$`));
      await rest.until<Deployment>(path, ({ state }) => state === 'healthy');
      expect(await callOnce(endpoint)).toBeUndefined();
      const { body: config } = await rest.get<object>(`${path}/client-config`);
      expect(JSON.stringify(config)).toContain(endpoint);
    });

    it('changes it without failing a call, refuses a bad change, and goes back', async () => {
      const calls = new SteadyCalls(endpoint);
      expect((await rest.patch(path, { variables: { LOG_LEVEL: 'debug' } })).status).toBe(202);
      await releasesUntil(([newest]) => newest?.number === 2 && newest.state === 'live');
      await rest.patch(path, { upstreamBaseUrl: 'http://127.0.0.1:9' });
      const [bad] = await releasesUntil(([newest]) => newest?.number === 3 && newest.state === 'failed');
      expect(bad?.reason).toContain('smoke call');
      await rest.post(`${path}/rollback`, { release: 1 });
      await releasesUntil(([newest]) => newest?.number === 4 && newest.state === 'live');
      await releasesUntil((all) => all.every(({ state }) => state !== 'draining'));
      await calls.stop();
      expect(calls.failures).toEqual([]);
      expect(calls.done).toBeGreaterThan(20);
      const { body } = await rest.get<Deployment>(path);
      expect(body).toMatchObject({ state: 'healthy', env: { UPSTREAM_BASE_URL: upstream.url } });
      expect(body.env['LOG_LEVEL']).toBeUndefined();
    });

    it('refuses settings that cannot be', async () => {
      for (const wrong of [
        { replicas: 9 },
        { variables: { NOTHING: 'x' } },
        { smokeCalls: [{ tool: 'deletePet' }] },
      ])
        expect((await rest.patch(path, wrong)).body).toMatchObject({ code: 'request-invalid' });
    });

    it('comes back after the hub was killed', async () => {
      await hub.kill();
      const killed = Date.now();
      await hub.start();
      while ((await callOnce(endpoint).catch(String)) !== undefined) await sleep(20);
      console.log(`${driver}: serves ${Date.now() - killed} ms after the hub was killed`);
      await rest.until<Deployment>(path, ({ state }) => state === 'healthy');
    });

    it.runIf(driver !== 'process')('adopts its containers after a stop that left them running', async () => {
      const before = (await rest.get<Instance[]>(`${path}/instances`)).body;
      await hub.interrupt();
      await hub.start();
      expect(await callOnce(endpoint)).toBeUndefined();
      const after = (await rest.get<Instance[]>(`${path}/instances`)).body;
      expect(after.map(({ container }) => container)).toEqual(before.map(({ container }) => container));
    });

    it.runIf(driver !== 'process')('has a killed container serve again', async () => {
      await rest.patch(path, { replicas: 1 });
      await releasesUntil(([newest]) => newest?.number === 5 && newest.state === 'live');
      await releasesUntil((all) => all.every(({ state }) => state !== 'draining'));
      const times: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const [instance] = (await rest.get<Instance[]>(`${path}/instances`)).body;
        docker('kill', ...containersOf(driver, instance?.container ?? ''));
        const killed = Date.now();
        while ((await callOnce(endpoint)) !== undefined) await sleep(20);
        times.push(Date.now() - killed);
      }
      console.log(`healed after ${times.join(', ')} ms`);
    });

    it('shows how it fared', async () => {
      const { body } = await rest.get<{ uptime24h: number; events: { state: string }[] }>(`${path}/health`);
      expect(body.uptime24h).toBeGreaterThan(0);
      expect(body.uptime24h).toBeLessThanOrEqual(1);
      expect(body.events.map(({ state }) => state)).toContain('healthy');
    });

    it('keeps what its servers wrote over all of this, each line once', async () => {
      const { lines } = (await rest.get<{ lines: LogLine[] }>(`${path}/logs?limit=1000`)).body;
      const seen = lines.map(({ at, source, instance, text }) => [at, source, instance, text].join(' '));
      expect(seen.filter((line, index) => seen.indexOf(line) !== index)).toEqual([]);
      // Asked for apart: each call writes a line of its own, and there may be more of them than one answer holds.
      const starts = await rest.get<{ lines: LogLine[] }>(
        `${path}/logs?source=stderr&q=listening&limit=1000`,
      );
      const startsOf = (number: number) => starts.body.lines.filter(({ release }) => release === number);
      for (const release of [1, 2, 4]) expect(startsOf(release).length).toBeGreaterThan(1);
      // Two servers, started once: the hub that was killed and the one that was stopped left them running.
      if (driver === 'docker') expect(startsOf(4)).toHaveLength(2);
      const steps = await rest.get<{ lines: LogLine[] }>(`${path}/logs?source=build&limit=1000`);
      const lastStep = (number: number) =>
        steps.body.lines.filter(({ release }) => release === number).at(-1)?.text;
      expect([1, 2, 4].map(lastStep)).toEqual(Array(3).fill('live: it gets the calls'));
      expect(lastStep(3)).toMatch(/^failed: .*smoke call/);
      const errors = await rest.get<{ lines: LogLine[] }>(`${path}/logs?level=error&source=build&q=SMOKE`);
      expect(errors.body.lines.map(({ release }) => release)).toEqual([3]);
      expect((await rest.get(`${path}/logs?level=loud`)).body).toMatchObject({ code: 'request-invalid' });
      const [newest] = await rest.events<LogLine>(`${path}/logs?follow=true&limit=1`, () => true);
      expect(Number(newest?.id)).toBeGreaterThan(0);
    });

    it('gives figures of calls, servers and releases', async () => {
      const { body } = await rest.get<Figures>(`${path}/figures?hours=24`);
      expect(body.total.calls).toBeGreaterThan(20);
      expect(body.points).toHaveLength(288);
      expect(body.releases.at(-1)).toMatchObject({ number: 1, buildMs: expect.any(Number) });
      const all = await rest.until<{ deploymentId: string; now: object | null }[]>(
        '/api/v1/deployments/figures',
        (list) => list[0]?.now != null,
      );
      expect(path).toContain(all[0]?.deploymentId);
      console.log(`${driver}: ${JSON.stringify(all[0])}`);
      expect((await rest.get(`${path}/figures?hours=25`)).body).toMatchObject({ code: 'request-invalid' });
      expect((await rest.get(`${path}/metrics`)).body).toMatchObject({ code: 'state-conflict' });
    });

    it('leaves nothing behind', async () => {
      await rest.delete(path);
      await rest.until<{ code?: string }>(path, ({ code }) => code === 'not-found');
      const id = path.split('/').at(-1) ?? '';
      for (const kind of driver === 'process' ? [] : KINDS[driver])
        expect(docker(...kind, '--filter', `label=toolwright.deployment=${id}`)).toBe('');
      const { items } = (await rest.get<{ items: { id: string }[] }>('/api/v1/apis')).body;
      for (const { id } of items) expect((await rest.delete(`/api/v1/apis/${id}`)).status).toBe(204);
    });
  });
});

/** What the engine keeps of a server, while there is one. */
const KINDS = {
  docker: [['ps', '-aq']],
  swarm: [
    ['service', 'ls', '-q'],
    ['secret', 'ls', '-q'],
    ['network', 'ls', '-q'],
    ['config', 'ls', '-q'],
  ],
} as const;

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

function containersOf(driver: Driver, name: string): string[] {
  if (driver !== 'swarm') return [name];
  return docker('ps', '-q', '--filter', `label=com.docker.swarm.service.name=${name}`).split('\n');
}
