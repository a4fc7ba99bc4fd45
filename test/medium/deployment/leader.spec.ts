import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogReader } from '#lib/deployment';
import { EmbeddedPostgres } from '#lib/platform';
import {
  callOnce,
  startUpstream,
  SteadyCalls,
  TestHub,
  until,
  type SlowUpstream,
} from '../../support/test-hub.js';

describe('several hubs on one database', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let upstream: SlowUpstream;
  const hubs: TestHub[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-leader-'));
    postgres = new EmbeddedPostgres(join(folder, 'postgres'));
    const env = {
      DATABASE_URL: await postgres.start(),
      TOOLWRIGHT_SECRET_KEY: randomBytes(32).toString('base64'),
    };
    upstream = await startUpstream();
    hubs.push(await TestHub.start(env), await TestHub.start(env));
  });

  afterAll(async () => {
    for (const hub of hubs) await hub.close();
    upstream?.close();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has one of them run the servers, both route, and the other take over when the lead is lost', async () => {
    const [leader, other] = hubs as [TestHub, TestHub];
    const generationId = await other.generate(await other.register());
    const { id } = await other.deploy(generationId, upstream);
    const deployment = await other.untilState(id, 'healthy');
    expect(leader.runtime.started).toHaveLength(1);
    expect(other.runtime.started).toEqual([]);
    for (const hub of hubs) expect(await callOnce(hub.endpoint(deployment))).toBeUndefined();

    // A new release under calls through the hub that does not lead: its calls in flight are waited for, too.
    const calls = new SteadyCalls(other.endpoint(deployment));
    upstream.delayMs = 1_500;
    const slow = callOnce(other.endpoint(deployment));
    await until(async () => calls.done > 0);
    await other.deployments.restart(id);
    await other.untilRelease(id, 'live');
    await until(async () => (await other.releases.list(id))[1]?.state === 'retired');
    upstream.delayMs = 0;
    await calls.stop();
    expect([calls.failures, await slow]).toEqual([[], undefined]);

    await other.hub.platform.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted`,
    );
    const cut = Date.now();
    await until(async () => other.runtime.started.length > 0);
    await until(async () => (await callOnce(leader.endpoint(deployment))) === undefined);
    console.log(`another hub serves ${Date.now() - cut} ms after the lead was lost`);
    await until(async () => (await leader.runtime.list({})).length === 0);
  });

  it('has whoever leads keep what servers write, each line once', async () => {
    const [, other] = hubs as [TestHub, TestHub];
    const [{ id } = { id: '' }] = (await other.deployments.list({ limit: 1 })).items;
    const starts = async () => {
      const { lines } = await other.hub.app.get(LogReader).page(id, { q: 'listening' }, 1_000);
      return lines.map(({ at, release, text }) => [at.toISOString(), release, text].join(' '));
    };
    // Two releases that the first leader started, and the server that the second one had to start.
    await until(async () => (await starts()).length >= 3);
    const lines = await starts();
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('goes on with the one that is left', async () => {
    const [left] = hubs as [TestHub];
    await hubs.pop()?.close();
    const { items } = await left.deployments.list({ limit: 1 });
    await until(async () => (await left.runtime.list({})).length === 1);
    await until(async () => (await callOnce(left.endpoint(items[0]!))) === undefined);
  });
});
