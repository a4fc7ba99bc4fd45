import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CATALOG, type Diagnostic } from '#lib/diagnostics';
import type { DescribeOutcome, DescriptionPool } from '#lib/registration';
import type { SpecSource } from '#lib/spec-parser';
import {
  CANARIES,
  describeWith,
  diagnosticsOf,
  everythingIn,
  hasHostileFiles,
  HOSTILE_FILES,
  hostileDir,
  newRecord,
  recorded,
  uploadOf,
  watchedPool,
} from './hostile-files.js';

const LARGE = 'openapi/ops-100k.json';
const FOLDERS = /\/(multi|refs)\//;

/** Names only: Vitest writes out what it is given. The command line reads folders in place, where a reference could walk out. */
const CASES = HOSTILE_FILES.flatMap(({ file, expectation }) => [
  { file, expectation, way: 'uploaded' },
  ...(FOLDERS.test(file) ? [{ file, expectation, way: 'in its folder' }] : []),
]);

describe.skipIf(!hasHostileFiles)('hostile descriptions', () => {
  let pool: DescriptionPool;
  let largePool: DescriptionPool;
  const record = newRecord();

  beforeAll(async () => {
    process.env['HOSTILE_RECORD'] = record;
    pool = await watchedPool();
    largePool = await watchedPool({ threads: 1, timeoutMs: 60_000, heapMb: 2048 });
  });
  afterAll(async () => {
    await Promise.all([pool.close(), largePool.close()]);
  });

  it('are all here', () => {
    expect(HOSTILE_FILES).toHaveLength(74);
  });

  it.each(CASES)(
    '$file, $way',
    async ({ file, expectation, way }) => {
      const source: SpecSource =
        way === 'uploaded' ? uploadOf(file) : { kind: 'path', path: join(hostileDir, file) };
      const outcome = await describeWith(file === LARGE ? largePool : pool, source);
      if (expectation === 'inert') expect(await summary(outcome)).toMatch(/^ok/);
      if (expectation === 'reject') expect(await summary(outcome)).not.toMatch(/^ok/);
      const everything = await everythingIn(outcome);
      for (const canary of CANARIES) expect(everything.includes(canary), canary).toBe(false);
      expect(faultsOf(outcome, await diagnosticsOf(outcome))).toEqual([]);
      process.stdout.write(`${file}\t${await summary(outcome)}\n`);
    },
    70_000,
  );

  it('reached nothing, and ran nothing', () => {
    const all = recorded(record);
    expect(all.filter(({ kind }) => kind !== 'clean' && kind !== 'lookup')).toEqual([]);
    expect(all.filter(({ kind }) => kind === 'clean').length).toBeGreaterThanOrEqual(CASES.length);
    expect(existsSync('/tmp/pwned-dev')).toBe(false);
  });
});

async function summary(outcome: DescribeOutcome): Promise<string> {
  if (!outcome.ok) {
    const first = outcome.diagnostics.find(({ severity }) => severity === 'error');
    return `${outcome.code}: ${outcome.detail} [${first?.code ?? ''} ${placeOf(first)}]`;
  }
  const { toolCount, skippedCount } = outcome.described.summary;
  const codes = [...new Set((await diagnosticsOf(outcome)).map(({ code }) => code))].join(' ');
  return `ok: ${toolCount} tools, ${skippedCount} skipped; ${codes}`;
}

function placeOf(diagnostic: Diagnostic | undefined): string {
  const { pointer = '', line, column } = diagnostic?.location ?? {};
  return line === undefined ? `#${pointer}` : `line ${line}:${column}`;
}

/** What a person must never be shown, or always. */
function faultsOf(outcome: DescribeOutcome, diagnostics: readonly Diagnostic[]): string[] {
  const texts = [
    ...diagnostics.flatMap(({ message, fix = '' }) => [message, fix]),
    ...(outcome.ok ? [] : [outcome.detail]),
  ];
  const faults = texts.filter((text) =>
    /Maximum call stack|\n\s+at |file:\/\/\/\S+:\d+:\d+|node:internal|\[object /.test(text),
  );
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  faults.push(...texts.filter((text) => /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u200b]/.test(text)));
  faults.push(...texts.filter((text) => text.length > 2_000).map((text) => text.slice(0, 100)));
  if (JSON.stringify(diagnostics).length > 1_000_000) faults.push('diagnostics of more than a megabyte');
  if (outcome.ok) return faults;
  if (!(outcome.code in ERROR_CATALOG) || outcome.code.startsWith('internal')) faults.push(outcome.code);
  if (!diagnostics.some(({ severity, location }) => severity === 'error' && location !== undefined))
    faults.push('no diagnostic with a place');
  return faults;
}
