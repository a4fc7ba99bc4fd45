import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetricsReader, UpstreamMonitor } from '#lib/deployment';
import { callOnce, TestHub, until } from '../../support/test-hub.js';

const VARIABLES = { API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1', UPSTREAM_RETRIES: '0' };

describe('the API behind a deployment', () => {
  let test: TestHub;
  let api: Server;
  let url: string;
  let generationId: string;
  let status = 200;
  let requests = 0;
  let connections = 0;

  beforeAll(async () => {
    api = createServer((_request, response) => {
      requests += 1;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: 7, name: 'Rex' }));
    });
    api.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(api.address() as AddressInfo).port}/v3`;
    test = await TestHub.start();
    generationId = await test.generate(await test.register());
  });

  afterAll(async () => {
    await test?.close();
    api?.close();
  });

  const deploy = async (more: Record<string, string>, replicas = 1) => {
    const variables = { ...VARIABLES, UPSTREAM_BASE_URL: url, ...more };
    const { id } = await test.deployments.deploy(generationId, { variables, limits: {}, replicas });
    return test.untilState(id, 'healthy');
  };

  const untilUpstream = async (id: string, state: string) => {
    await until(async () => (await test.deployments.get(id)).upstream?.state === state);
    return (await test.deployments.get(id)).upstream;
  };

  it('is told apart from the server, by the calls that were made anyway', async () => {
    const deployment = await deploy({});
    const { id } = deployment;
    await callOnce(test.endpoint(deployment));
    expect(await untilUpstream(id, 'up')).toMatchObject({ reason: null });
    status = 503;
    for (let call = 0; call < 2; call += 1) await callOnce(test.endpoint(deployment));
    status = 200;
    expect(await untilUpstream(id, 'failing')).toMatchObject({ reason: 'The API answers with status 503.' });
    expect((await test.deployments.get(id)).state).toBe('healthy');
    await callOnce(test.endpoint(deployment));
    await untilUpstream(id, 'up');
    const events = await test.hub.app.get(UpstreamMonitor).events(id, 10);
    expect(events.map((event) => event.state).filter((state) => state !== 'unknown')).toEqual([
      'up',
      'failing',
      'up',
    ]);
    expect(requests).toBe(4);
    await test.deployments.delete(id);
  });

  it('is connected to where its owner wants that, and gets no request', async () => {
    const [asked, joined] = [requests, connections];
    const up = await deploy({ UPSTREAM_CHECK_S: '1' });
    await untilUpstream(up.id, 'up');
    const down = await deploy({ UPSTREAM_CHECK_S: '1', UPSTREAM_BASE_URL: 'http://127.0.0.1:9/v3' });
    const seen = await untilUpstream(down.id, 'failing');
    expect(seen?.reason).toBe('The API cannot be reached (ECONNREFUSED).');
    expect((await test.deployments.get(down.id)).state).toBe('healthy');
    expect(connections).toBeGreaterThan(joined);
    expect(requests).toBe(asked);
    for (const { id } of [up, down]) await test.deployments.delete(id);
  });

  it('has the figures of all servers read through the hub', async () => {
    const reader = test.hub.app.get(MetricsReader);
    const plain = await deploy({});
    await expect(reader.of(plain.id)).rejects.toMatchObject({
      code: 'state-conflict',
      detail: expect.stringContaining('METRICS'),
    });
    await expect(deploy({ METRICS_PORT: '9464' })).rejects.toMatchObject({
      code: 'request-invalid',
      detail: expect.stringMatching(/METRICS=1.*\/metrics/),
    });
    const watched = await deploy({ METRICS: '1' }, 2);
    for (let call = 0; call < 4; call += 1) expect(await callOnce(test.endpoint(watched))).toBeUndefined();
    const text = await reader.of(watched.id);
    const calls = [...text.matchAll(/^mcp_server_tool_calls_total\{(.*)\} (\d+)$/gmu)];
    expect(calls.map(([, labels]) => labels).toSorted()).toEqual(
      ['1', '2'].map(
        (server) =>
          `deployment="${watched.slug}",release="1",server="${server}",tool="getPetById",outcome="ok"`,
      ),
    );
    expect(calls.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(4);
    expect(text.match(/^# TYPE mcp_server_tool_calls_total /gmu)).toHaveLength(1);
    const endpoint = await fetch(`${test.hub.url}/mcp/${watched.slug}/metrics`);
    expect(endpoint.status).toBe(404);
  });
});
