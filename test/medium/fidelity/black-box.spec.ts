import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corporaDir } from '../../support/corpora.js';
import { toolsOf } from '../../support/read-spec.js';
import { harnessDir, installHarness, runHarness, type HarnessRun } from './harness.js';
import { KNOWN_LIMITS, NOT_LOADED } from './known-limits.js';

const corpora = corporaDir();
const source = harnessDir();
const COLUMNS = [
  'operations',
  'covered',
  'arrived',
  'valid',
  'blindValid',
  'roundTrip',
  'auth',
  'result',
  'structured',
  'endToEnd',
  'endToEndEdge',
];

/** Larger descriptions take a minute each; they are part of a run that requires everything. */
const MOST_OPERATIONS = process.env['TOOLWRIGHT_TEST_REQUIRE'] === 'all' ? Infinity : 110;

/** Every real description of an HTTP API, by its path in the corpora. */
function descriptions(folder: string): string[] {
  return readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([file = '', kind]) => kind === 'openapi' && !NOT_LOADED.includes(file))
    .filter(([, , , , , , operations]) => Number(operations) <= MOST_OPERATIONS)
    .map(([file = '']) => file);
}

describe.skipIf(corpora === undefined || source === undefined)('black-box harness', () => {
  const folder = mkdtempSync(join(tmpdir(), 'black-box-'));
  const runs: [string, HarnessRun][] = [];
  let harness = '';

  beforeAll(async () => {
    harness = await installHarness(source ?? '');
  }, 300_000);

  afterAll(async () => {
    const inOrder = runs.toSorted(([left], [right]) => left.localeCompare(right));
    const rows = inOrder.map(([file, { summary }]) =>
      [file, ...COLUMNS.map((name) => summary[name] ?? '–')].join(' | '),
    );
    process.stdout.write(`\n${[['file', ...COLUMNS].join(' | '), ...rows].join('\n')}\n`);
    await rm(folder, { recursive: true });
  });

  const files =
    corpora === undefined
      ? []
      : [
          ...descriptions(corpora).map((file) => join(corpora, file)),
          join(source ?? '', 'selftest', 'styles.yaml'),
          fileURLToPath(new URL('nested-forms.yaml', import.meta.url)),
        ];
  // The harness keeps one processor busy.
  it.concurrent.each(files)(
    'finds every operation of %s right on the wire',
    async (path) => {
      const name = path.replace(`${corpora}/`, '');
      const { manifest } = await toolsOf(path);
      const run = await runHarness(
        harness,
        path,
        manifest.credentials,
        join(folder, name.replaceAll('/', '_')),
      );
      runs.push([name, run]);
      const known = (KNOWN_LIMITS[name] ?? []).flatMap(({ operations }) => operations);
      expect(run.wrong).toEqual(known.toSorted());
      expect(run.brokenOutputs).toEqual([]);
    },
    16 * 60_000,
  );
});
