import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEntity } from '#lib/deployment';
import { IdentityService, SessionService } from '#lib/identity';
import { callTool } from '../../support/mcp-client.js';
import { startUpstream, TestHub, until, type SlowUpstream } from '../../support/test-hub.js';

const KEY = { TOOLWRIGHT_SECRET_KEY: randomBytes(32).toString('base64') };

describe('backup and restore', () => {
  let upstream: SlowUpstream;
  let one: TestHub;
  let other: TestHub;
  let key: string;
  let otherKey: string;
  let deployment: DeploymentEntity;
  let backup: Buffer;

  beforeAll(async () => {
    upstream = await startUpstream();
    one = await TestHub.start(KEY);
    other = await TestHub.start(KEY);
    key = (await one.hub.app.get(IdentityService).issue('of one')).text;
    otherKey = (await other.hub.app.get(IdentityService).issue('of the other')).text;
    const apiId = await one.register();
    const before = await one.generate(apiId);
    deployment = await one.deploy(before, upstream);
    await one.untilState(deployment.id, 'healthy');
    await one.releases.change(deployment.id, { generationId: await one.generate(apiId) });
    await until(async () => (await one.releases.list(deployment.id))[0]?.state === 'live');
    const issued = await one.hub.app.get(IdentityService).list();
    await one.hub.app.get(SessionService).begin(issued[0]!);
  });
  afterAll(async () => {
    await one?.close();
    await other?.close();
    upstream?.close();
  });

  function restore(hub: TestHub, file: Uint8Array, query = '', bearer = otherKey): Promise<Response> {
    return fetch(`${hub.hub.url}/api/v1/system/restore${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/gzip' },
      body: new Uint8Array(file),
    });
  }

  async function countsOf(hub: TestHub): Promise<unknown> {
    return hub.hub.platform.dataSource.query(
      `SELECT (SELECT count(*) FROM apis) AS apis, (SELECT count(*) FROM deployments) AS deployments,
         (SELECT string_agg(name, ',') FROM api_keys) AS keys`,
    );
  }

  it('writes one file, which holds no secret in the clear', async () => {
    const answer = await fetch(`${one.hub.url}/api/v1/system/backup`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="?toolwright-.*\.backup\.gz/);
    backup = Buffer.from(await answer.arrayBuffer());
    const text = gunzipSync(backup).toString('utf8');
    expect(text).toContain('["table","deployments"]');
    for (const secret of ['token-1', 'key-1', key, KEY.TOOLWRIGHT_SECRET_KEY])
      expect(text).not.toContain(secret);
    for (const table of ['sessions', 'instances', 'settings', 'log_lines', 'migrations'])
      expect(text).not.toContain(`["table","${table}"]`);
  });

  it('says what a file holds, and changes nothing', async () => {
    const before = await countsOf(other);
    const answer = await restore(other, backup, '?check=true');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      rows: { apis: 1, api_documents: 1, generations: 2, deployments: 1, releases: 2, api_keys: 1 },
    });
    expect(await countsOf(other)).toEqual(before);
  });

  it('refuses what is damaged, cut off, of another kind, version or key, and changes nothing', async () => {
    const before = await countsOf(other);
    const text = gunzipSync(backup).toString('utf8');
    const lines = text.trimEnd().split('\n');
    const [, header] = JSON.parse(lines[0]!) as [string, Record<string, unknown>];
    const withHeader = (change: object) =>
      gzipSync([JSON.stringify(['header', { ...header, ...change }]), ...lines.slice(1), ''].join('\n'));
    const flipped = Buffer.from(backup);
    flipped[Math.floor(flipped.length / 2)]! ^= 0xff;
    const cases: [string, Uint8Array][] = [
      ['backup-unusable', flipped],
      ['backup-unusable', backup.subarray(0, backup.length - 200)],
      ['backup-unusable', gzipSync(`${lines.slice(0, -1).join('\n')}\n`)],
      ['backup-unusable', gzipSync(text.replace('"name":"of one"', '"name":"of evil"'))],
      ['backup-unusable', new Uint8Array(0)],
      ['backup-unusable', gzipSync('{"format":"other"}\n')],
      ['backup-incompatible', withHeader({ version: 2 })],
      ['backup-key-wrong', withHeader({ key: 'v1.AAAA' })],
    ];
    for (const [code, file] of cases)
      for (const query of ['', '?check=true'])
        expect(await (await restore(other, file, query)).json()).toMatchObject({ code });
    expect((await restore(other, backup, '', 'tw_wrong')).status).toBe(401);
    expect(await countsOf(other)).toEqual(before);
  });

  it('refuses a file of a hub whose tables went another way', async () => {
    const { dataSource } = other.hub.platform;
    await dataSource.query("INSERT INTO migrations (timestamp, name) VALUES (1, 'Later1')");
    const answer = await restore(other, backup);
    await dataSource.query("DELETE FROM migrations WHERE name = 'Later1'");
    expect(await answer.json()).toMatchObject({
      code: 'backup-incompatible',
      detail: expect.stringContaining('older'),
    });
  });

  it('brings everything up on another hub, secrets and all, and signs everybody out', async () => {
    const answer = await restore(other, backup);
    expect(await answer.json()).toMatchObject({ rows: { deployments: 1 } });
    await other.untilState(deployment.id, 'healthy');
    const result = await callTool(other.endpoint(deployment), 'getPetById', { petId: 7 });
    expect(JSON.stringify(result.content)).toContain('Rex');
    expect((await other.releases.list(deployment.id)).map(({ number }) => number)).toEqual([2, 1]);
    const sessions: unknown[] = await other.hub.platform.dataSource.query('SELECT * FROM sessions');
    expect(sessions).toEqual([]);
    const ask = (bearer: string) =>
      fetch(`${other.hub.url}/api/v1/deployments`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await ask(otherKey)).status).toBe(401);
    expect((await ask(key)).status).toBe(200);
    const [hubId] = await other.hub.platform.dataSource.query(
      "SELECT value FROM settings WHERE name = 'hub-id'",
    );
    expect(hubId.value).not.toBe(await one.hub.platform.settings.get('hub-id'));
  });

  it('restores rows byte for byte: a backup of the restored hub holds the same', async () => {
    const answer = await fetch(`${other.hub.url}/api/v1/system/backup`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const rowsOf = (file: Buffer, table: string) => {
      const lines = gunzipSync(file).toString('utf8').split('\n');
      const from = lines.indexOf(`["table","${table}"]`) + 1;
      return lines
        .slice(
          from,
          lines.findIndex((line, index) => index >= from && line.startsWith('[')),
        )
        .toSorted();
    };
    const again = Buffer.from(await answer.arrayBuffer());
    for (const table of ['apis', 'api_documents', 'generations', 'generation_archives'])
      expect(rowsOf(again, table)).toEqual(rowsOf(backup, table));
  });

  it('restores what was deleted since on the hub itself', async () => {
    await one.deployments.delete(deployment.id);
    await until(async () => (await one.deployments.ids()).length === 0);
    expect((await restore(one, backup, '', key)).status).toBe(200);
    await one.untilState(deployment.id, 'healthy');
    const result = await callTool(one.endpoint(deployment), 'getPetById', { petId: 7 });
    expect(JSON.stringify(result.content)).toContain('Rex');
    // While it runs: the servers of before are replaced.
    expect((await restore(one, backup, '', key)).status).toBe(200);
    await until(async () =>
      (await one.releases.instances(deployment.id)).some(({ state }) => state === 'healthy'),
    );
    await callTool(one.endpoint(deployment), 'getPetById', { petId: 7 });
  });
});
