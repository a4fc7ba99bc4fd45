import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '#lib/platform';
import { standInScanner, type ScannerBehaviour } from '../../../../test/support/stand-in-scanner.js';
import { AdmissionScan } from './admission-scan.js';

const SBOM = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' });

/** With stand-ins of programs that cannot be had here: see standInScanner. */
describe('the scan before a release', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-scanners-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  function scanWith(threshold: string, scanner = 'auto'): AdmissionScan {
    const scan = new AdmissionScan(
      loadConfig({
        PATH: `relative:${folder}`,
        DATABASE_URL: 'postgres://user:secret@127.0.0.1/db',
        TOOLWRIGHT_SCANNER: scanner,
        TOOLWRIGHT_SCAN_THRESHOLD: threshold,
      }),
    );
    scan.timeoutMs = 2_000;
    return scan;
  }

  /** @returns the code that a release is refused with, or `admitted` */
  function admission(scan: AdmissionScan, result: Awaited<ReturnType<AdmissionScan['of']>>): string {
    try {
      scan.admit(result);
      return 'admitted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  it('counts what Trivy finds, each once, the worst first', async () => {
    await standInScanner(folder, 'trivy', 'finds');
    expect(await scanWith('none').of(SBOM)).toEqual({
      scanner: 'trivy',
      scannedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      counts: { critical: 0, high: 1, medium: 1, low: 0, unknown: 1 },
      findings: [
        { id: 'CVE-2026-0001', severity: 'high', package: 'undici', version: '7.30.2', fixedIn: [] },
        {
          id: 'CVE-2026-0002',
          severity: 'medium',
          package: 'ajv',
          version: '8.20.0',
          fixedIn: ['8.20.1', '9.0.1'],
        },
        { id: 'CVE-2026-0003', severity: 'unknown', package: 'zod', version: '4.6.7', fixedIn: [] },
      ],
      problem: null,
    });
  });

  it('counts what Grype finds', async () => {
    await standInScanner(folder, 'grype', 'finds');
    expect(await scanWith('none').of(SBOM)).toMatchObject({
      scanner: 'grype',
      counts: { critical: 1, high: 0, medium: 0, low: 1, unknown: 0 },
      findings: [{ id: 'GHSA-1', fixedIn: ['7.30.3'] }, { id: 'GHSA-2' }],
    });
  });

  it.each([
    ['critical', 'admitted'],
    ['high', 'scan-blocked'],
    ['medium', 'scan-blocked'],
    ['low', 'scan-blocked'],
    ['none', 'admitted'],
  ])('holds findings up to high against the threshold %s: %s', async (threshold, outcome) => {
    await standInScanner(folder, 'trivy', 'finds');
    const scan = scanWith(threshold);
    expect(admission(scan, await scan.of(SBOM))).toBe(outcome);
  });

  it('admits what nothing is found in', async () => {
    for (const name of ['trivy', 'grype'] as const) {
      await standInScanner(folder, name, 'nothing');
      const scan = scanWith('low', name);
      const result = await scan.of(SBOM);
      expect(result).toMatchObject({ scanner: name, problem: null, findings: [] });
      expect(admission(scan, result)).toBe('admitted');
    }
  });

  describe.each(['trivy', 'grype'] as const)('with a broken %s', (name) => {
    it.each<[ScannerBehaviour, RegExp]>([
      ['crash', /ended with 1: FATAL: database is gone/],
      ['hang', /took more than 2 s/],
      ['garbage', /wrote a report that is none/],
      ['other-format', /wrote a report that is none/],
      ['killed', /ended with a signal/],
    ])('refuses where a threshold is set: %s', async (behaviour, problem) => {
      await standInScanner(folder, name, behaviour);
      const scan = scanWith('critical', name);
      const result = await scan.of(SBOM);
      expect(result).toMatchObject({ scanner: name, counts: null, problem: expect.stringMatching(problem) });
      expect(admission(scan, result)).toBe('scan-failed');
      expect(admission(scanWith('none', name), result)).toBe('admitted');
    });
  });

  it('refuses where a threshold is set and no scanner is there', async () => {
    const strict = scanWith('critical');
    expect(admission(strict, await strict.of(SBOM))).toBe('scan-failed');
    expect(admission(strict, null)).toBe('scan-failed');
    expect(await scanWith('none').of(SBOM)).toBeNull();
    expect(await scanWith('none', 'grype').of(SBOM)).toMatchObject({ scanner: null, counts: null });
  });

  it('leaves no file behind', async () => {
    const scans = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('toolwright-scan-'));
    const before = await scans();
    await standInScanner(folder, 'trivy', 'crash');
    await scanWith('none').of(SBOM);
    expect((await scans()).filter((name) => !before.includes(name))).toEqual([]);
  });
});
