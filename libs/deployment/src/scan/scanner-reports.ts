import { z } from 'zod';
import type { Finding, ScannerName, Severity } from './scan-result.js';

const SEVERITY_NAMES: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  negligible: 'low',
};

const severity = z
  .string()
  .optional()
  .transform((name) => SEVERITY_NAMES[name?.toLowerCase() ?? ''] ?? 'unknown');
const text = z.string().max(500);

/** `trivy sbom --format json`, schema version 2. */
const TRIVY = z
  .object({
    SchemaVersion: z.literal(2),
    Results: z
      .array(
        z.object({
          Vulnerabilities: z
            .array(
              z.object({
                VulnerabilityID: text,
                PkgName: text,
                InstalledVersion: text.default(''),
                FixedVersion: text.default(''),
                Severity: severity,
              }),
            )
            .nullish(),
        }),
      )
      .nullish(),
  })
  .transform(({ Results }): Finding[] =>
    (Results ?? []).flatMap(({ Vulnerabilities }) =>
      (Vulnerabilities ?? []).map((one) => ({
        id: one.VulnerabilityID,
        severity: one.Severity,
        package: one.PkgName,
        version: one.InstalledVersion,
        fixedIn: one.FixedVersion.split(',').flatMap((version) => version.trim() || []),
      })),
    ),
  );

/** `grype -o json`. */
const GRYPE = z
  .object({
    descriptor: z.object({ name: z.literal('grype') }),
    matches: z.array(
      z.object({
        vulnerability: z.object({
          id: text,
          severity,
          fix: z.object({ versions: z.array(text).nullish() }).optional(),
        }),
        artifact: z.object({ name: text, version: text }),
      }),
    ),
  })
  .transform(({ matches }): Finding[] =>
    matches.map(({ vulnerability, artifact }) => ({
      id: vulnerability.id,
      severity: vulnerability.severity,
      package: artifact.name,
      version: artifact.version,
      fixedIn: vulnerability.fix?.versions ?? [],
    })),
  );

const REPORTS: Readonly<Record<ScannerName, z.ZodType<Finding[]>>> = { trivy: TRIVY, grype: GRYPE };

/** @throws Error when the output is not what the scanner's documentation shows */
export function readReport(scanner: ScannerName, output: string): Finding[] {
  const parsed = REPORTS[scanner].safeParse(json(output));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.') || 'its whole');
  throw new Error(`${scanner} wrote a report that is none, in ${places.join(', ')}`);
}

function json(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
