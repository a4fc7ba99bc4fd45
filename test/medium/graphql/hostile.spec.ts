import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/diagnostics';
import { bundleProject, renderProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { corporaDir } from '../../support/corpora.js';
import { executableSchema } from '../../support/graphql-corpus.js';
import { toolFaults } from '../../support/tool-faults.js';

const folder = join(corporaDir() ?? '', 'hostile');

/** Files with what has to happen to them: `reject`, `inert` (used, and harmless) or `either`. */
function expectations(): { file: string; expectation: string }[] {
  if (corporaDir() === undefined) return [];
  return readFileSync(join(folder, 'EXPECT.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([file = '']) => file.startsWith('graphql/'))
    .map(([file = '', , expectation = '']) => ({ file, expectation }));
}

describe('hostile GraphQL schemas', () => {
  it.each(expectations())(
    '$file: $expectation',
    async ({ file, expectation }) => {
      const started = performance.now();
      const outcome = await read(join(folder, file));
      if (outcome instanceof AppError) {
        expect(expectation).not.toBe('inert');
        expect(outcome.code).toBe('document-unusable');
        expect(outcome.detail).not.toBe('');
      } else {
        expect(expectation).not.toBe('reject');
        const toolSet = mapTools(outcome);
        const tools = toolSet.files.flatMap((group) => group.tools);
        expect(toolFaults(tools.slice(0, 50))).toEqual([]);
        const schema = executableSchema(join(folder, file));
        for (const { binding } of tools) {
          if (binding.kind !== 'graphql') throw new Error('no GraphQL tool');
          expect(binding.document.length).toBeLessThan(20_000);
          expect(validate(schema, parse(binding.document))).toEqual([]);
        }
        await bundleProject(await renderProject(toolSet));
      }
      expect(performance.now() - started).toBeLessThan(60_000);
      expect(globalThis).not.toHaveProperty('PWNED_dev');
      expect({}).not.toHaveProperty('polluted');
    },
    120_000,
  );

  it.skipIf(corporaDir() === undefined)('says that introspection is disabled where it is', async () => {
    const outcome = await read(join(folder, 'graphql/introspection-errors.json'));
    expect(outcome).toBeInstanceOf(AppError);
    expect((outcome as AppError).detail).toMatch(
      /introspection.*disabled.*GraphQL introspection is not allowed/,
    );
  });

  it.skipIf(corporaDir() === undefined)(
    'makes tools of the root types alone, whatever they are named',
    async () => {
      const outcome = await read(join(folder, 'graphql/renamed-roots.graphql'));
      if (outcome instanceof AppError) throw outcome;
      const { files, skipped } = mapTools(outcome);
      expect(files.flatMap(({ tools }) => tools.map(({ operation }) => operation))).toEqual([
        'query a',
        'mutation a',
      ]);
      expect(skipped.map(({ id }) => id)).toEqual(['subscription a']);
    },
  );
});

async function read(path: string) {
  try {
    const options = {
      limits: DEFAULT_READ_LIMITS,
      fetch: { allowedNetworks: [], trustEntryUrl: false },
    };
    return (await readApiDescription({ kind: 'path', path }, options)).api;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
