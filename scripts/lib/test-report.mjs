/**
 * Sums up Vitest's JSON report: skipped suites by name, then the plain line `N passed, N failed`.
 * A file that could not be loaded counts as one failed test, since Vitest's own count leaves it out.
 */
export function summarise(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + broken.length;
  const skipped = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'skipped');
  const suites = countBy(skipped.map(({ ancestorTitles, title }) => ancestorTitles.join(' > ') || title));
  const lines = [
    ...[...suites].map(([name, count]) => `skipped: ${name} (${count})`),
    ...broken.map(({ name, message }) => `not loaded: ${name}: ${String(message).split('\n')[0]}`),
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  ];
  return { text: `\n${lines.join('\n')}\n`, executed: passed + failed, failed };
}

function countBy(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
