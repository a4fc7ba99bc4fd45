import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '#lib/server-runtime';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { describeWith, newRecord, toolSetOf, watchedPool } from '../../hostile/hostile-files.js';
import { corporaDir } from '../../support/corpora.js';

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
      expect(faults(tools)).toEqual([]);
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
        expect([file, faults(files.flatMap((toolFile) => toolFile.tools))]).toEqual([file, []]);
      }
    } finally {
      await pool.close();
    }
  }, 120_000);
});

/** What a client would refuse. */
function faults(tools: readonly ToolDefinition[]): string[] {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allErrors: false,
    logger: false,
  });
  formats.default(ajv);
  for (const name of ['int32', 'int64', 'float', 'double', 'binary', 'byte', 'password'])
    ajv.addFormat(name, true);
  return tools.flatMap((tool) => toolFaults(tool, ajv).map((fault) => `${tool.name}: ${fault}`));
}

const AT_NO_ROOT = ['oneOf', 'anyOf', 'allOf', 'not', '$ref', '$schema'];

function toolFaults({ name, description, inputSchema }: ToolDefinition, ajv: Ajv2020): string[] {
  const badKeys = Object.keys(inputSchema.properties).filter((key) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(key));
  const checks: [boolean, string][] = [
    [/^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/.test(name), 'name'],
    [description !== '' && description.length <= 1024, 'description'],
    [inputSchema.type === 'object', 'root'],
    [!AT_NO_ROOT.some((keyword) => keyword in inputSchema), 'combinator at the root'],
    [badKeys.length === 0, `keys ${badKeys.join(', ')}`],
  ];
  const found = checks.filter(([holds]) => !holds).map(([, fault]) => fault);
  return [...found, ...compileFaults(inputSchema, ajv)];
}

function compileFaults(schema: object, ajv: Ajv2020): string[] {
  try {
    for (const format of unknownFormats(schema, ajv)) ajv.addFormat(format, true);
    ajv.compile(schema);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Formats are an open list (JSON Schema 2020-12 validation, section 7.2.3). */
function unknownFormats(schema: unknown, ajv: Ajv2020): string[] {
  const names = [...JSON.stringify(schema).matchAll(/"format":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(`"${match[1] ?? ''}"`) as string,
  );
  return [...new Set(names)].filter((name) => !(name in ajv.formats));
}
