import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HealthHistory, HUB_LABEL, INSTANCE_LABEL, Playground, type DeploymentEntity } from '#lib/deployment';
import { AppError } from '#lib/diagnostics';
import { pidAt } from '../../support/scripted-runtime.js';
import { callOnce, startUpstream, TestHub, until, type SlowUpstream } from '../../support/test-hub.js';

describe('the reconciler', () => {
  let test: TestHub;
  let upstream: SlowUpstream;
  let generationId: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    test = await TestHub.start({ TOOLWRIGHT_MAX_SERVERS: '6' });
    generationId = await test.generate(await test.register());
  });

  afterEach(async () => {
    test.runtime.behaviour = 'normal';
    test.runtime.away = undefined;
    const { items } = await test.deployments.list({ limit: 100 });
    for (const { id } of items) await test.deployments.delete(id);
    await until(async () => (await test.deployments.list({ limit: 1 })).items.length === 0);
  });

  afterAll(async () => {
    await test?.close();
    upstream?.close();
  });

  async function healthy(more = {}): Promise<DeploymentEntity> {
    const { id } = await test.deploy(generationId, upstream, more);
    return test.untilState(id, 'healthy');
  }

  async function kill(id: string): Promise<void> {
    const [instance] = await test.releases.instances(id);
    const pid = await pidAt(instance?.address ?? '');
    process.kill(pid, 'SIGKILL');
    // Until then its port may still take a connection, which ends without an answer.
    while (isThere(pid)) await sleep(1);
  }

  it('has a killed server serve again within two seconds', async () => {
    const deployment = await healthy();
    await kill(deployment.id);
    const killed = Date.now();
    let refused = 0;
    while ((await callOnce(test.endpoint(deployment))) !== undefined) {
      refused += 1;
      await sleep(20);
    }
    const healed = Date.now() - killed;
    console.log(`healed after ${healed} ms, ${refused} calls refused`);
    expect(healed).toBeLessThan(5_000);
    await until(async () => (await test.deployments.get(deployment.id)).restarts === 1);
    const { events } = await test.hub.app.get(HealthHistory).of(deployment.id, 10);
    expect(events.map(({ state }) => state).toReversed()).toEqual(
      expect.arrayContaining(['healthy', 'starting', 'healthy']),
    );
  });

  it('misses no call when one of two replicas is killed between calls', async () => {
    const deployment = await healthy({ replicas: 2 });
    await kill(deployment.id);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => callOnce(test.endpoint(deployment))));
    expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual([]);
  });

  it('says that a server is crash-looping, waits longer each time, and recovers', async () => {
    const deployment = await healthy();
    test.runtime.behaviour = 'crash';
    await kill(deployment.id);
    const looping = await test.untilState(deployment.id, 'crash-looping');
    expect(looping.reason).toMatch(/ended 3 times in a row.*code 3/);
    expect(looping.lastLog).toContain('no such setting: FISH');
    const answer = await callOnce(test.endpoint(deployment));
    expect(answer).toMatch(/^503 .*deployment-unavailable.*crash-looping/);
    const [instance] = await test.releases.instances(deployment.id);
    expect(instance?.restartAt?.getTime()).toBeGreaterThan(Date.now());
    test.runtime.behaviour = 'normal';
    await test.untilState(deployment.id, 'healthy');
    expect(await callOnce(test.endpoint(deployment))).toBeUndefined();
  });

  it('does not call a server healthy while the engine is away, and goes on when it is back', async () => {
    const deployment = await healthy();
    test.runtime.away = new AppError('runtime-unavailable', { detail: 'The engine does not answer.' });
    const unknown = await test.untilState(deployment.id, 'unknown');
    expect(unknown).toMatchObject({
      reason: 'The engine does not answer.',
      reasonCode: 'runtime-unavailable',
    });
    const second = await test.deploy(generationId, upstream);
    await until(async () => (await test.deployments.get(second.id)).reasonCode === 'runtime-unavailable');
    expect((await test.deployments.get(second.id)).state).toBe('queued');
    test.runtime.away = undefined;
    await test.untilState(deployment.id, 'healthy');
    await test.untilState(second.id, 'healthy');
    expect((await test.deployments.get(deployment.id)).restarts).toBe(0);
  });

  it('removes containers of its own that have no row, and no others', async () => {
    const deployment = await healthy();
    const image = (await test.releases.list(deployment.id))[0]?.image ?? '';
    const hubId = (await test.hub.platform.settings.get('hub-id')) ?? '';
    const stray = (name: string, labels: Record<string, string>) =>
      test.runtime.run({
        name,
        image,
        env: {},
        secrets: {},
        labels,
        limits: { memoryMb: 128, cpus: 1, maxProcesses: 64 },
        port: 0,
        egress: [],
      });
    // An engine that builds an image of ours does it in containers with the image's labels.
    await stray('build-of-ours', { [HUB_LABEL]: hubId });
    await stray('stray-of-others', { [HUB_LABEL]: 'another-hub', [INSTANCE_LABEL]: randomUUID() });
    await stray('stray-of-ours', { [HUB_LABEL]: hubId, [INSTANCE_LABEL]: randomUUID() });
    await until(async () => (await test.runtime.inspect('stray-of-ours')).status === 'missing');
    for (const name of ['build-of-ours', 'stray-of-others']) {
      expect((await test.runtime.inspect(name)).status).toBe('running');
      await test.runtime.remove(name);
    }
  });

  it('has deployments of one generation share an image, also while one comes and another goes', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [first, second] = await Promise.all([healthy(), healthy()]);
      await test.deployments.delete(first.id);
      const third = await healthy();
      for (const deployment of [second, third])
        expect(await callOnce(test.endpoint(deployment))).toBeUndefined();
      for (const { id } of [second, third]) await test.deployments.delete(id);
      await until(async () => (await test.deployments.list({ limit: 1 })).items.length === 0);
    }
  });

  it('has a release wait for room, says so, and lets it in when there is some', async () => {
    const first = await healthy({ replicas: 4 });
    const second = await test.deploy(generationId, upstream, { replicas: 4 });
    await until(async () => (await test.deployments.get(second.id)).reasonCode === 'capacity-exceeded');
    expect((await test.deployments.get(second.id)).state).toBe('queued');
    await test.deployments.stop(first.id);
    await test.untilState(second.id, 'healthy');
  });

  it('wakes a paused deployment for fifty first calls at once, and starts it once', async () => {
    const deployment = await healthy({ idleMinutes: 1 / 60 });
    await test.untilState(deployment.id, 'paused');
    await until(async () => (await test.runtime.list({})).length === 0);
    const started = test.runtime.started.length;
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => callOnce(test.endpoint(deployment))));
    expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual([]);
    expect(test.runtime.started).toHaveLength(started + 1);
    await test.deployments.pauseWhenIdle(deployment.id, null);
  });

  it('wakes a paused deployment for who tries its tools in the playground', async () => {
    const { id } = await healthy({ idleMinutes: 1 / 60 });
    await test.untilState(id, 'paused');
    const call = { deploymentId: id, tool: 'getPetById', arguments: { petId: 7 } };
    const { result } = await test.hub.app.get(Playground).call(call);
    expect(JSON.stringify(result)).toContain('Rex');
    await test.deployments.pauseWhenIdle(id, null);
  });

  it('ends a deployment when its time is up, and brings it back when it is renewed', async () => {
    const { id } = await healthy({ expiresAt: new Date(Date.now() + 4_000) });
    await test.untilState(id, 'expired');
    expect(await test.runtime.list({})).toEqual([]);
    await expect(test.deployments.renew(id, new Date(Date.now() - 1))).rejects.toMatchObject({
      code: 'request-invalid',
    });
    await test.deployments.renew(id, new Date(Date.now() + 60_000));
    expect((await test.untilState(id, 'healthy')).expiredAt).toBeNull();
    const past = "now() - interval '8 days'";
    await test.deployments.stop(id);
    await test.hub.platform.dataSource.query(
      `UPDATE deployments SET expires_at = ${past}, expired_at = ${past} WHERE id = $1`,
      [id],
    );
    await until(async () => (await test.deployments.get(id).catch(() => null)) === null);
  });

  it('stops and starts, with the settings changed in between', async () => {
    const deployment = await healthy();
    await test.deployments.stop(deployment.id);
    await test.untilState(deployment.id, 'stopped');
    expect(await callOnce(test.endpoint(deployment))).toMatch(/^503 .*stopped/);
    await test.deployments.start(deployment.id);
    await test.untilState(deployment.id, 'healthy');
    expect(await callOnce(test.endpoint(deployment))).toBeUndefined();
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
