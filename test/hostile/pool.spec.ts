import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DescriptionPool } from '#lib/registration';
import { describeWith, hasHostileFiles, newRecord, uploadOf, watchedPool } from './hostile-files.js';

const RUNAWAY = new URL('runaway-worker.mjs', import.meta.url).href;
const named = (name: string) => ({ kind: 'text', name, text: '' }) as const;

describe('a reading that runs over', () => {
  let pool: DescriptionPool;

  beforeAll(async () => {
    pool = await watchedPool({ threads: 1, timeoutMs: 1_500, heapMb: 64, filename: RUNAWAY });
  });
  afterAll(() => pool.close());

  it.each([
    ['slow', 'import-too-slow', /within 1.5 seconds/],
    ['large', 'import-too-large', /more than 64 MB/],
  ])('%s is ended with %s, and the pool goes on', async (name, code, detail) => {
    // The second waits for the first, and its own time begins with its own reading.
    const [runaway, next] = await Promise.allSettled([
      describeWith(pool, named(name)),
      describeWith(pool, named('healthy')),
    ]);
    expect(runaway).toMatchObject({ status: 'rejected', reason: { code } });
    expect((runaway as PromiseRejectedResult).reason.detail).toMatch(detail);
    expect(next).toMatchObject({ status: 'fulfilled', value: { detail: 'healthy' } });
  });
});

const HEALTHY = `openapi: 3.1.0
info: { title: Healthy, version: '1' }
paths: { /a: { get: { summary: Reads a., responses: { '200': { description: ok } } } } }`;

const BOMBS = [
  'openapi/yaml-billion-laughs.yaml',
  'openapi/yaml-schema-bomb.yaml',
  'openapi/composition-laughs.json',
  'openapi/ref-laughs.json',
  'openapi/ref-chain-10k.json',
  'openapi/wide-props.json',
  'openapi/huge-enum.json',
  'openapi/deep-10k-schema.json',
];

describe.skipIf(!hasHostileFiles)('a healthy description', () => {
  it('is read while the bombs are, and the caller answers meanwhile', async () => {
    process.env['HOSTILE_RECORD'] = newRecord();
    const pool = await watchedPool();
    try {
      let longestPause = 0;
      let last = performance.now();
      const beat = setInterval(() => {
        longestPause = Math.max(longestPause, performance.now() - last);
        last = performance.now();
      }, 10);
      const bombs = BOMBS.map((file) => describeWith(pool, uploadOf(file)));
      const outcome = await describeWith(pool, { kind: 'text', name: 'healthy.yaml', text: HEALTHY });
      await Promise.all(bombs);
      clearInterval(beat);
      expect(outcome).toMatchObject({ ok: true, described: { summary: { toolCount: 1 } } });
      expect(longestPause).toBeLessThan(2_000);
    } finally {
      await pool.close();
    }
  }, 30_000);
});
