import { readdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEntity } from '#lib/deployment';
import { Routes } from '#lib/gateway';
import type { Behaviour } from '../../support/scripted-runtime.js';
import {
  callOnce,
  startUpstream,
  SteadyCalls,
  TestHub,
  until,
  type SlowUpstream,
} from '../../support/test-hub.js';

describe('releases of a deployment', () => {
  let test: TestHub;
  let upstream: SlowUpstream;
  let apiId: string;
  let generationId: string;
  let deployment: DeploymentEntity;
  let endpoint: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    test = await TestHub.start();
    apiId = await test.register();
    generationId = await test.generate(apiId);
    const { id } = await test.deploy(generationId, upstream, {
      replicas: 2,
      smokeCalls: [{ tool: 'getPetById', arguments: { petId: 7 } }],
    });
    deployment = await test.untilState(id, 'healthy');
    endpoint = test.endpoint(deployment);
  });

  afterEach(() => {
    test.runtime.behaviour = 'normal';
    upstream.delayMs = 0;
  });

  afterAll(async () => {
    await test?.close();
    upstream?.close();
  });

  it('puts a new generation in place of the one before without failing a call', async () => {
    const before = await test.releases.instances(deployment.id);
    const calls = new SteadyCalls(endpoint);
    await until(async () => calls.done > 20);
    const next = await test.generate(apiId);
    await test.releases.change(deployment.id, { generationId: next });
    const live = await test.untilRelease(deployment.id, 'live');
    const doneAtSwitch = calls.done;
    await until(async () => (await test.releases.list(deployment.id))[1]?.state === 'retired');
    await until(async () => calls.done > doneAtSwitch + 20);
    await calls.stop();
    expect(calls.failures).toEqual([]);
    expect(live).toMatchObject({ number: 2, generationId: next, buildMs: expect.any(Number) });
    const after = await test.releases.instances(deployment.id);
    expect(after.map(({ releaseId }) => releaseId)).toEqual([live.id, live.id]);
    for (const { container } of before)
      expect((await test.runtime.inspect(container)).status).toBe('missing');
  });

  it('shares the calls among the replicas', async () => {
    upstream.delayMs = 500;
    const calls = Promise.all(Array.from({ length: 6 }, () => callOnce(endpoint)));
    const routes = test.hub.app.get(Routes);
    const serving = routes.find(deployment.slug)?.serving ?? [];
    await until(async () => serving.reduce((sum, { id }) => sum + routes.load(id).calls, 0) === 6);
    expect(serving.map(({ id }) => routes.load(id).calls)).toEqual([3, 3]);
    expect(await calls).toEqual(Array.from({ length: 6 }));
    expect(serving.map(({ id }) => routes.load(id).calls)).toEqual([0, 0]);
  });

  it.each<[Behaviour, RegExp]>([
    ['crash', /ended with code 3/],
    ['hang', /not healthy within 4 s/],
    ['no-port', /not healthy within 4 s/],
    ['other-tools', /lists 3 tools instead of/],
  ])('gives no call to a release that is bad: %s', async (behaviour, reason) => {
    const calls = new SteadyCalls(endpoint);
    const live = (await test.deployments.get(deployment.id)).liveReleaseId;
    test.runtime.behaviour = behaviour;
    const started = test.runtime.started.length;
    await test.releases.change(deployment.id, { variables: { UPSTREAM_RETRIES: '1' } });
    const failed = await test.untilRelease(deployment.id, 'failed');
    await calls.stop();
    expect(calls.failures).toEqual([]);
    expect(calls.done).toBeGreaterThan(0);
    expect(failed).toMatchObject({ reason: expect.stringMatching(reason), reasonCode: 'deployment-failed' });
    if (behaviour === 'crash') expect(failed.lastLog).toContain('no such setting: FISH');
    const shown = async () => test.deployments.get(deployment.id);
    await until(async () => (await shown()).reason?.startsWith('The newest release failed') === true);
    expect(await shown()).toMatchObject({ state: 'healthy', liveReleaseId: live });
    for (const name of test.runtime.started.slice(started))
      expect((await test.runtime.inspect(name)).status).toBe('missing');
  });

  it('holds a release back whose smoke call fails', async () => {
    const closed = 'http://127.0.0.1:9';
    await test.releases.change(deployment.id, { variables: { UPSTREAM_BASE_URL: closed } });
    const failed = await test.untilRelease(deployment.id, 'failed');
    expect(failed.reason).toMatch(/smoke call of getPetById failed/);
    expect(await callOnce(endpoint)).toBeUndefined();
    await test.releases.change(deployment.id, { variables: { UPSTREAM_BASE_URL: upstream.url } });
    await test.untilRelease(deployment.id, 'live');
  });

  it('refuses a smoke call that may change something or is none of its tools', async () => {
    const invalid = expect.objectContaining({ code: 'request-invalid' });
    for (const tool of ['deletePet', 'nothing'])
      await expect(
        test.releases.change(deployment.id, { smokeCalls: [{ tool, arguments: {} }] }),
      ).rejects.toEqual(invalid);
  });

  it('goes back to the release before, settings and all', async () => {
    const [live] = await test.releases.list(deployment.id);
    await test.releases.change(deployment.id, { replicas: 1, variables: { LOG_LEVEL: 'debug' } });
    await test.untilRelease(deployment.id, 'live');
    const calls = new SteadyCalls(endpoint);
    await test.releases.rollback(deployment.id);
    const back = await test.untilRelease(deployment.id, 'live');
    await calls.stop();
    expect(calls.failures).toEqual([]);
    expect(back).toMatchObject({ rollbackOf: live?.number, replicas: 2, env: live?.env });
    expect(await test.deployments.get(deployment.id)).toMatchObject({ replicas: 2, env: live?.env });
  });

  it('lets a call that is under way end before its server goes', async () => {
    upstream.delayMs = 2_500;
    const call = callOnce(endpoint);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await test.deployments.restart(deployment.id);
    await test.untilRelease(deployment.id, 'live');
    expect(await call).toBeUndefined();
  });

  it('leaves nothing behind when it is deleted', async () => {
    await test.deployments.delete(deployment.id);
    await until(async () => (await test.deployments.get(deployment.id).catch(() => null)) === null);
    expect(await test.runtime.list({})).toEqual([]);
    await until(async () => !(await folders(await test.runtime.imagesRoot())).includes('.entry'));
    const rows = (table: string) => test.hub.platform.dataSource.query(`SELECT * FROM ${table}`);
    for (const table of ['releases', 'instances', 'health_events']) expect(await rows(table)).toEqual([]);
    expect(await callOnce(endpoint)).toMatch(/^404 .*deployment-unknown/);
  });
});

async function folders(root: string): Promise<string> {
  return (await readdir(root, { recursive: true })).filter((name) => !name.startsWith('scripted')).join('\n');
}
