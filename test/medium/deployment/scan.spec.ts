import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standInScanner } from '../../support/stand-in-scanner.js';
import { startUpstream, TestHub, type SlowUpstream } from '../../support/test-hub.js';

/** With a stand-in of a program that cannot be had here: see standInScanner. */
describe('a scanner in the way of releases', () => {
  let folder = '';
  let test: TestHub;
  let upstream: SlowUpstream;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-scanners-'));
    await standInScanner(folder, 'grype', 'finds');
    upstream = await startUpstream();
    test = await TestHub.start({ PATH: folder, TOOLWRIGHT_SCAN_THRESHOLD: 'high' });
  });

  afterAll(async () => {
    await test?.close();
    upstream?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('lets none start that it finds too much in, says what, and admits what is well', async () => {
    const generationId = await test.generate(await test.register());
    const { id } = await test.deploy(generationId, upstream);
    await test.untilState(id, 'failed');
    const [blocked] = await test.releases.list(id);
    expect(blocked).toMatchObject({
      state: 'failed',
      reasonCode: 'scan-blocked',
      reason: expect.stringContaining('GHSA-1 (critical) in undici 7.30.2'),
      image: null,
      scan: { scanner: 'grype', counts: { critical: 1 } },
    });
    expect(test.runtime.started).toEqual([]);

    await standInScanner(folder, 'grype', 'crash');
    await test.releases.change(id, { generationId });
    const refused = await test.untilRelease(id, 'failed');
    expect(refused).toMatchObject({ reasonCode: 'scan-failed', scan: { counts: null } });
    expect(test.runtime.started).toEqual([]);

    await standInScanner(folder, 'grype', 'nothing');
    await test.releases.change(id, { generationId });
    await test.untilState(id, 'healthy');
    expect((await test.releases.list(id))[0]?.scan).toMatchObject({ problem: null, findings: [] });
  });
});
