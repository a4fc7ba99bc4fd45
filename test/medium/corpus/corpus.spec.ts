import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { describeWith, newRecord, toolSetOf, watchedPool } from '../../hostile/hostile-files.js';
import { corporaDir } from '../../support/corpora.js';
import { toolFaults } from '../../support/tool-faults.js';

const corpora = corporaDir();

interface Entry {
  readonly file: string;
  readonly kind: string;
  readonly operations: number;
}

/** Descriptions of the index, each with the operations that a simple walk over it counts. */
function entries(folder: string): Entry[] {
  return readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([, kind]) => kind === 'openapi' || kind === 'openapi-test')
    .map(([file = '', kind = '', , , , , operations = '0']) => ({
      file,
      kind,
      operations: Number(operations),
    }));
}

const read = (path: string) =>
  readApiDescription(
    { kind: 'path', path },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );

describe.skipIf(corpora === undefined)('real descriptions', () => {
  const folder = corpora ?? '';
  const real = corpora === undefined ? [] : entries(folder).filter(({ kind }) => kind === 'openapi');

  it.each(real)(
    '$file: every operation is a tool or a listed skip, and every schema is sound',
    async ({ file, operations }) => {
      const { api } = await read(join(folder, file));
      expect(api.operations.length + api.skipped.length).toBe(operations);
      expect(api.skipped.every(({ reason }) => reason !== '')).toBe(true);
      const { manifest, files, skipped } = mapTools(api);
      const tools = files.flatMap((toolFile) => toolFile.tools);
      expect(tools.length + skipped.length).toBe(operations);
      expect(manifest.toolCount).toBe(tools.length);
      expect(new Set(tools.map(({ name }) => name.toLowerCase())).size).toBe(tools.length);
      expect(toolFaults(tools)).toEqual([]);
    },
    60_000,
  );

  const tests = corpora === undefined ? [] : entries(folder).filter(({ kind }) => kind === 'openapi-test');

  // Some of these refer to other hosts, so they are read where nothing can leave the machine.
  it('of other tools give schemas that are sound, too', async () => {
    process.env['HOSTILE_RECORD'] = newRecord();
    const pool = await watchedPool();
    try {
      for (const { file } of tests) {
        const outcome = await describeWith(pool, { kind: 'path', path: join(folder, file) });
        if (!outcome.ok) continue;
        const { files } = await toolSetOf(outcome);
        expect([file, toolFaults(files.flatMap((toolFile) => toolFile.tools))]).toEqual([file, []]);
      }
    } finally {
      await pool.close();
    }
  }, 120_000);
});
