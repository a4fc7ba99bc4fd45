import type { Diagnostic, Severity } from './diagnostic.js';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/**
 * At most `limit` diagnostics of each severity, in the order found, so that advice never crowds out an error;
 * a last one with the given code counts what was left out.
 */
export function listBounded(found: Iterable<Diagnostic>, limit: number, moreCode: string): Diagnostic[] {
  const counts = new Map(SEVERITIES.map((severity) => [severity, 0]));
  const listed: Diagnostic[] = [];
  let more = 0;
  for (const diagnostic of found) {
    const count = (counts.get(diagnostic.severity) ?? 0) + 1;
    counts.set(diagnostic.severity, count);
    if (count <= limit) listed.push(diagnostic);
    else more += 1;
  }
  if (more > 0) {
    listed.push({ code: moreCode, severity: 'info', message: `${more} further findings are not listed.` });
  }
  return listed;
}
