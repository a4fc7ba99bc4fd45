import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../support/lab/outcomes.js';

interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
    }[];
  }[];
}

const LIMIT_MS = 300_000;

/** Runs test/hostile/escape and takes over what it measured. */
export async function escapes(): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-escapes-'));
  const [report, figures] = [join(folder, 'report.json'), join(folder, 'figures.json')];
  const args = [
    'run',
    '--project',
    'hostile',
    'test/hostile/escape',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  try {
    await new Promise<void>((resolve) => {
      const env = { ...process.env, TOOLWRIGHT_TEST_FIGURES: figures };
      const vitest = join('node_modules', 'vitest', 'vitest.mjs');
      execFile(process.execPath, [vitest, ...args], { env, timeout: LIMIT_MS }, () => resolve());
    });
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      await readFile(report, 'utf8'),
    ) as TestReport;
    const failed = testResults.flatMap(({ assertionResults, message }) => [
      ...assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
      ...(assertionResults.length === 0 ? [message ?? 'not loaded'] : []),
    ]);
    const measured = JSON.parse(await readFile(figures, 'utf8').catch(() => '[]')) as Outcome[];
    const driver = 'docker';
    return [
      {
        driver,
        what: 'tests of escape that failed',
        unit: '',
        value: Math.max(failed.length, numFailedTests),
        of: numPassedTests + numFailedTests,
        atMost: 0,
        notes: failed,
      },
      ...measured,
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
