import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallMeter, Figures, type DeploymentEntity } from '#lib/deployment';
import { UsageSampler } from '../../../libs/deployment/src/figures/usage-sampler.js';
import { callOnce, startUpstream, TestHub, type SlowUpstream } from '../../support/test-hub.js';

describe('figures of deployments', () => {
  let test: TestHub;
  let upstream: SlowUpstream;
  let deployment: DeploymentEntity;

  beforeAll(async () => {
    upstream = await startUpstream();
    test = await TestHub.start();
    const generationId = await test.generate(await test.register());
    const { id } = await test.deploy(generationId, upstream, { replicas: 2 });
    deployment = await test.untilState(id, 'healthy');
  });

  afterAll(async () => {
    await test?.close();
    upstream?.close();
  });

  const figures = () => test.hub.app.get(Figures);
  const meter = () => test.hub.app.get(CallMeter);

  it('counts calls by tool, with errors and latency', async () => {
    for (let call = 0; call < 8; call += 1) await callOnce(test.endpoint(deployment));
    upstream.delayMs = 300;
    for (let call = 0; call < 2; call += 1) await callOnce(test.endpoint(deployment));
    upstream.delayMs = 0;
    const body = (name: string) =>
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    await fetch(test.endpoint(deployment), { method: 'POST', headers, body: body('getPetById') });
    await meter().flush();
    const { total, tools, points, stepSeconds } = await figures().of(deployment.id, 24);
    expect(total).toMatchObject({ calls: 11, errors: 1 });
    expect(tools).toMatchObject([{ tool: 'getPetById', calls: 11, errors: 1 }]);
    expect(total.p50Ms).toBeLessThan(300);
    expect(total.p95Ms).toBeGreaterThan(250);
    expect(stepSeconds).toBe(300);
    expect(points).toHaveLength(288);
    expect(points.reduce((sum, { calls }) => sum + calls, 0)).toBe(11);
    const apart = points.slice(1).map(({ at }, index) => at.getTime() - points[index]!.at.getTime());
    expect(new Set(apart)).toEqual(new Set([300_000]));
    expect((await figures().of(deployment.id, 1)).points).toHaveLength(60);
  });

  it('adds what several hubs counted', async () => {
    const call = { deploymentId: deployment.id, tool: 'other', isError: false, ms: 40 };
    const meters = [1, 2, 3].map(() => new CallMeter(test.hub.platform.dataSource, test.hub.platform.logger));
    for (const one of meters) for (let count = 0; count < 100; count += 1) one.note(call);
    await Promise.all(meters.map((one) => one.flush()));
    const { tools } = await figures().of(deployment.id, 1);
    const other = tools.find(({ tool }) => tool === 'other');
    expect(other).toMatchObject({ calls: 300, errors: 0 });
    expect(other?.p95Ms).toBeGreaterThan(35);
    expect(other?.p95Ms).toBeLessThanOrEqual(50);
  });

  it('keeps a bounded number of names that clients made up', async () => {
    const own = new CallMeter(test.hub.platform.dataSource, test.hub.platform.logger);
    const made = { deploymentId: deployment.id, isError: true, ms: 1 };
    for (let name = 0; name < 2_000; name += 1) own.note({ ...made, tool: `made-up-${name}` });
    await own.flush();
    const [row] = await test.hub.platform.dataSource.query(
      "SELECT count(DISTINCT tool) AS names, sum(calls) AS calls FROM call_figures WHERE tool = '' OR tool LIKE 'made%'",
    );
    expect(row).toEqual({ names: '501', calls: '2000' });
  });

  it('tells what the servers take, together', async () => {
    const sampler = test.hub.app.get(UsageSampler);
    await sampler.sample();
    for (let call = 0; call < 20; call += 1) await callOnce(test.endpoint(deployment));
    await sampler.sample();
    const { now, points } = await figures().of(deployment.id, 1);
    expect(now).toMatchObject({ servers: 2, restarts: 0 });
    expect(now?.cpu).toBeGreaterThan(0);
    expect(now?.cpu).toBeLessThan(8);
    expect(now?.memoryBytes).toBeGreaterThan(40_000_000);
    expect(points.at(-1)?.usage ?? points.at(-2)?.usage).toMatchObject({ servers: 2 });
    const summaries = await figures().summaries(24);
    expect(summaries).toMatchObject([{ deploymentId: deployment.id, now: { servers: 2 } }]);
  });
});
