import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LogReader, type KeptLine, type LogFilter } from '#lib/deployment';
import { LogCollector } from '../../../libs/deployment/src/logs/log-collector.js';
import { WriterReplaced } from '../../../libs/deployment/src/logs/log-store.js';
import { callOnce, startUpstream, TestHub, until, type SlowUpstream } from '../../support/test-hub.js';

const SECRET = 'canary-of-a-credential';

describe('collected logs', () => {
  let test: TestHub;
  let upstream: SlowUpstream;
  let generationId: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    test = await TestHub.start({ TOOLWRIGHT_LOG_KEEP_MB: '2' });
    generationId = await test.generate(await test.register());
  });

  afterEach(async () => {
    test.runtime.behaviour = 'normal';
    const { items } = await test.deployments.list({ limit: 100 });
    for (const { id } of items) await test.deployments.delete(id);
    await until(async () => (await test.deployments.list({ limit: 1 })).items.length === 0);
  });

  afterAll(async () => {
    await test?.close();
    upstream?.close();
  });

  const reader = () => test.hub.app.get(LogReader);
  const collector = () => test.hub.app.get(LogCollector);

  /** All that match, over all pages. */
  async function all(id: string, filter: LogFilter = {}, limit = 1_000): Promise<KeptLine[]> {
    const lines: KeptLine[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader().page(id, filter, limit, cursor);
      lines.unshift(...page.lines);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return lines;
  }

  const texts = async (id: string, filter: LogFilter = {}) => (await all(id, filter)).map(({ text }) => text);

  /** A server that writes and is no good: its release fails. */
  async function failing(script: string): Promise<string> {
    test.runtime.behaviour = 'script';
    test.runtime.script = script;
    const variables = { API_KEY: SECRET, PETSTORE_AUTH_TOKEN: 'token-1', UPSTREAM_BASE_URL: upstream.url };
    return (await test.deploy(generationId, upstream, { variables })).id;
  }

  it('keeps what servers wrote beyond their end, each line once, and how the release was built', async () => {
    const id = await failing(`
      for (let i = 0; i < 9000; i += 1) console.log('number ' + i);
      console.error(JSON.stringify({ level: 'warn', event: 'call failed', reason: 'Straße' }));
      process.stdin.once('data', (data) => console.error('given ' + data));
      setTimeout(() => { console.log('x'.repeat(20000)); process.exit(3); }, 500);`);
    await test.untilState(id, 'failed');
    expect(await test.runtime.list({})).toEqual([]);
    expect(await texts(id, { q: 'NUMBER ' })).toEqual(Array.from({ length: 9000 }, (_, i) => `number ${i}`));
    expect(await all(id, { level: 'warn', source: 'stderr', q: 'strasse' })).toEqual([]);
    expect(await all(id, { level: 'warn', source: 'stderr', q: 'straße' })).toMatchObject([
      { level: 'warn', release: 1, instance: 1 },
    ]);
    expect((await texts(id, { q: 'xxxx' }))[0]).toMatch(/^x{8192}… \(\d+ more characters\)$/);
    const build = await texts(id, { source: 'build' });
    expect(build[0]).toBe('building release 1 of swagger-petstore-openapi-3-0');
    expect(build.join('\n')).toMatch(
      /bundled \d+ files, \d+ KB\nimage .*\nbuilt in \d+ ms; starting 1 servers/,
    );
    expect(build.at(-1)).toMatch(/failed: .*code 3/);
    const stored = await test.hub.platform.dataSource.query('SELECT text FROM log_lines');
    expect(JSON.stringify(stored)).not.toContain(SECRET);
    expect(await texts(id, { q: 'given' })).toEqual([expect.stringContaining('***')]);
  });

  it('pages backwards without a gap, and bounds by time and server', async () => {
    const { id } = await test.deploy(generationId, upstream, { replicas: 2 });
    await test.untilState(id, 'healthy');
    await until(async () => (await texts(id, { q: 'listening' })).length === 2);
    // Built, started and healthy: nothing more is written.
    await until(async () => (await texts(id, { q: 'healthy after' })).length === 1);
    const whole = await all(id);
    expect((await all(id, {}, 2)).map((line) => line.id)).toEqual(whole.map((line) => line.id));
    expect((await all(id, { q: 'listening', instance: 2 })).map(({ instance }) => instance)).toEqual([2]);
    const at = whole[2]!.at;
    const [before, after] = [await all(id, { until: at }), await all(id, { since: at })];
    expect(before.length + after.length).toBe(whole.length);
    expect(before.every((line) => line.at < at) && after.every((line) => line.at >= at)).toBe(true);
    await expect(reader().page(id, {}, 10, 'no-cursor')).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('follows lines as they come', async () => {
    const variables = { API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 't', UPSTREAM_BASE_URL: upstream.url };
    const deployment = await test.deploy(generationId, upstream, {
      variables: { ...variables, LOG_CALLS: '1' },
    });
    await test.untilState(deployment.id, 'healthy');
    const abort = new AbortController();
    const seen: KeptLine[] = [];
    const following = (async () => {
      const options = { last: 5, signal: abort.signal };
      for await (const line of reader().follow(deployment.id, { q: 'getPetById' }, options)) seen.push(line);
    })();
    for (let calls = 1; calls <= 3; calls += 1) {
      expect(await callOnce(test.endpoint(deployment))).toBeUndefined();
      await until(async () => seen.length === calls);
    }
    abort.abort();
    await following;
    expect(new Set(seen.map((line) => line.id)).size).toBe(3);
  });

  it('goes on after a pause of the collector, with every line once, and leaves it to its successor', async () => {
    const id = await failing(`
      let i = 0; const timer = setInterval(() => { console.log('tick ' + i); console.error('tock ' + i); i += 1; }, 3);
      setTimeout(() => { clearInterval(timer); console.log('last ' + i); }, 3000);`);
    await until(async () => (await texts(id, { q: 'tick' })).length > 20);
    for (let round = 0; round < 4; round += 1) {
      await collector().end();
      await sleep(200);
      await collector().begin();
    }
    await until(async () => (await texts(id, { q: 'last' })).length === 1);
    const [last] = await texts(id, { q: 'last' });
    const count = Number(last?.slice(5));
    await until(async () => (await texts(id, { q: 'tock' })).length >= count);
    for (const word of ['tick', 'tock'])
      expect(await texts(id, { q: word })).toEqual(Array.from({ length: count }, (_, i) => `${word} ${i}`));
    const { store } = collector();
    await expect(store.write('00000000-0000-4000-8000-000000000000', [])).rejects.toThrow(WriterReplaced);
  });

  it('drops lines of a server that never stops, says so, and keeps the others up to date', async () => {
    const quiet = await test.deploy(generationId, upstream, {
      variables: {
        API_KEY: 'key-1',
        PETSTORE_AUTH_TOKEN: 't',
        UPSTREAM_BASE_URL: upstream.url,
        LOG_CALLS: '1',
      },
    });
    await test.untilState(quiet.id, 'healthy');
    const noisy = await failing(`
      const end = Date.now() + 2500; const line = 'noise '.repeat(15) + '\\n';
      const write = () => { if (Date.now() < end) process.stdout.write(line.repeat(2000), () => setImmediate(write)); };
      write();`);
    await until(async () => (await texts(noisy, { q: 'noise' })).length > 0);
    const begun = Date.now();
    expect(await callOnce(test.endpoint(quiet))).toBeUndefined();
    await until(async () => (await texts(quiet.id, { q: 'getPetById' })).length === 1);
    console.log(`a quiet server's line was there after ${Date.now() - begun} ms`);
    expect(Date.now() - begun).toBeLessThan(5_000);
    await test.untilState(noisy, 'failed');
    expect((await texts(noisy, { q: 'lines dropped' })).length).toBeGreaterThan(0);
    const [kept] = await test.hub.platform.dataSource.query(
      'SELECT sum(octet_length(text) + 120) AS bytes FROM log_lines WHERE deployment_id = $1',
      [noisy],
    );
    console.log(`${kept.bytes} bytes kept of a limit of ${2 * 1024 * 1024}`);
    expect(Number(kept.bytes)).toBeLessThan(2 * 1024 * 1024);
  });
});
