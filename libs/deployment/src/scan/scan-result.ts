/** From the worst to what the scanner has no opinion on. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

export type Severity = (typeof SEVERITIES)[number];

export type ScannerName = 'trivy' | 'grype';

/** One known vulnerability of one package. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly package: string;
  readonly version: string;
  /** Versions in which it is mended. */
  readonly fixedIn: readonly string[];
}

/** What a scanner said of a bill of materials. */
export interface ScanResult {
  /** Null where none was found on the PATH. */
  readonly scanner: ScannerName | null;
  /** ISO 8601. */
  readonly scannedAt: string;
  /** Findings by severity; null where the scan failed. */
  readonly counts: Readonly<Record<Severity, number>> | null;
  /** The worst ones. */
  readonly findings: readonly Finding[];
  /** Why there is no answer. */
  readonly problem: string | null;
}

const MOST_KEPT = 20;

/** Counts all and keeps the worst; a vulnerability that is told twice of the same package is one. */
export function summarize(all: readonly Finding[]): Pick<ScanResult, 'counts' | 'findings'> {
  const unique = [...new Map(all.map((one) => [`${one.id} ${one.package} ${one.version}`, one])).values()];
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of unique) counts[severity] += 1;
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  const sorted = unique.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  return { counts, findings: sorted.slice(0, MOST_KEPT) };
}
