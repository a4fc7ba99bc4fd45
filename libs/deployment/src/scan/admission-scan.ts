import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { APP_CONFIG, type AppConfig } from '#lib/platform';
import { findScanner, runScanner } from './run-scanner.js';
import { SEVERITIES, summarize, type ScannerName, type ScanResult } from './scan-result.js';
import { readReport } from './scanner-reports.js';

/** The first one may fetch its database. */
const TIMEOUT_MS = 300_000;
const MOST_NAMED = 5;

/** Has a scanner look at what goes into an image, where one is installed, and refuses what is worse than allowed. */
@Injectable()
export class AdmissionScan {
  timeoutMs = TIMEOUT_MS;

  constructor(@Inject(APP_CONFIG) readonly config: Pick<AppConfig, 'scan'>) {}

  /** @returns null where nothing is to be scanned; never rejects for a fault of the scanner */
  async of(sbom: string): Promise<ScanResult | null> {
    const { scanner: wanted, threshold, env } = this.config.scan;
    if (wanted === 'none') return null;
    const candidates: readonly ScannerName[] = wanted === 'auto' ? ['trivy', 'grype'] : [wanted];
    const scannedAt = new Date().toISOString();
    for (const name of candidates) {
      const program = await findScanner(name, env);
      if (program === undefined) continue;
      const base = { scanner: name, scannedAt };
      try {
        const output = await runScanner({ name, program, env, timeoutMs: this.timeoutMs }, sbom);
        return { ...base, ...summarize(readReport(name, output)), problem: null };
      } catch (error) {
        return { ...base, counts: null, findings: [], problem: (error as Error).message };
      }
    }
    if (wanted === 'auto' && threshold === 'none') return null;
    const problem = `The PATH leads to no ${candidates.join(' and no ')}.`;
    return { scanner: null, scannedAt, counts: null, findings: [], problem };
  }

  /**
   * Without an answer nothing is admitted where a threshold is set.
   *
   * @throws AppError `scan-blocked`, `scan-failed`
   */
  admit(result: ScanResult | null): void {
    const { threshold } = this.config.scan;
    if (threshold === 'none') return;
    const counts = result?.counts ?? null;
    if (result === null || counts === null)
      throw new AppError('scan-failed', { detail: result?.problem ?? 'Nothing was scanned.' });
    // What has no severity may be anything: it counts where the least counts.
    const last = threshold === 'low' ? SEVERITIES.length : SEVERITIES.indexOf(threshold) + 1;
    const blocking = SEVERITIES.slice(0, last);
    const total = blocking.reduce((sum, severity) => sum + counts[severity], 0);
    if (total === 0) return;
    const named = result.findings.filter(({ severity }) => blocking.includes(severity)).slice(0, MOST_NAMED);
    const shown = named.map((one) => `${one.id} (${one.severity}) in ${one.package} ${one.version}`);
    throw new AppError('scan-blocked', {
      detail: `${result.scanner} found ${total} of severity ${threshold} or above: ${shown.join(', ')}.`,
    });
  }
}
