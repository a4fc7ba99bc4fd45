import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '#lib/diagnostics';
import type { DescribeOutcome, DescriptionPool } from '#lib/registration';
import { renderProject } from '#lib/server-project';
import {
  describeWith,
  diagnosticsOf,
  newRecord,
  recorded,
  toolSetOf,
  watchedPool,
} from '../../hostile/hostile-files.js';
import { LoopbackUpstream, withServer } from '../../hostile/served.js';
import { corporaDir } from '../../support/corpora.js';
import { compileProject, writeLinkedProject } from '../../support/generated-project.js';

const corpora = corporaDir();

/**
 * Whether a file breaks the specification. Suites say so in their folders; `cafe-api-with-errors` is a sound
 * description of answers that its API does not give.
 */
function isInvalid(file: string): boolean {
  if (file.endsWith('/cafe-api-with-errors.yaml')) return false;
  return /\/(oai-3\.1-fail|invalid|validate-schema-invalid)\/|-errors?\.yaml$/.test(file);
}

const FILES =
  corpora === undefined
    ? []
    : readFileSync(join(corpora, 'INDEX.tsv'), 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
        .filter(([, kind]) => kind === 'openapi-test')
        .map(([file = '', , , , , , operations = '0']) => ({ file, operations: Number(operations) }));

describe.skipIf(corpora === undefined)('test descriptions of the specification and of other tools', () => {
  const record = newRecord();
  const upstream = new LoopbackUpstream();
  const table: string[] = [];
  const outcomes = new Map<string, DescribeOutcome>();
  let pool: DescriptionPool;

  beforeAll(async () => {
    process.env['HOSTILE_RECORD'] = record;
    pool = await watchedPool();
    await upstream.start();
  });
  afterAll(async () => {
    await pool.close();
    upstream.close();
    process.stdout.write(`file\tvalid\tverdict\tcode\tpointer\n${table.toSorted().join('\n')}\n`);
  });

  it('are all here', () => {
    expect(FILES).toHaveLength(134);
  });

  it.each(FILES)(
    '$file',
    async ({ file, operations }) => {
      const outcome = await describeWith(pool, { kind: 'path', path: join(corpora ?? '', file) });
      outcomes.set(file, outcome);
      const telling = await tellingOf(outcome);
      table.push(row(file, outcome, telling));
      expect(await faultsOf(file, operations, outcome)).toEqual([]);
      if (!outcome.ok) return;
      const toolSet = await toolSetOf(outcome);
      expect(toolSet.manifest.toolCount + toolSet.skipped.length).toBe(operations);
      await withServer(toolSet, { record, upstream }, async ({ tools }) => {
        expect(tools).toHaveLength(toolSet.manifest.toolCount);
      });
    },
    60_000,
  );

  it('give one project that compiles; the sources are the same in all', async () => {
    const sources = new Set<string>();
    for (const outcome of [...outcomes.values()].filter(({ ok }) => ok)) {
      const { files } = await renderProject(await toolSetOf(outcome));
      sources.add(JSON.stringify([...files].filter(([path]) => path.startsWith('src/'))));
    }
    expect(sources.size).toBe(1);
    const folder = join(await mkdtemp(join(tmpdir(), 'openapi-tests-')), 'project');
    const first = [...outcomes.values()].find(({ ok }) => ok);
    if (first === undefined) throw new Error('no file was read');
    await writeLinkedProject(await renderProject(await toolSetOf(first)), folder);
    await compileProject(folder);
    await rm(join(folder, '..'), { recursive: true });
  }, 60_000);

  it('connected to nothing', () => {
    expect(recorded(record).filter(({ kind }) => !['clean', 'lookup'].includes(kind))).toEqual([]);
  });
});

/** What is wrong with a verdict. Without paths nothing can be called: components, webhooks and metadata make no server. */
async function faultsOf(file: string, operations: number, outcome: DescribeOutcome): Promise<string[]> {
  const telling = await tellingOf(outcome);
  const named = telling?.location !== undefined && telling.message !== '';
  if (isInvalid(file)) return named ? [] : ['no finding names what is invalid'];
  if (operations > 0) return outcome.ok ? [] : [outcome.detail];
  return codesOf(outcome).includes('spec/no-operations') ? [] : ['no word on there being no operations'];
}

/** The finding that says what is wrong: an error, else a warning about the document. */
async function tellingOf(outcome: DescribeOutcome): Promise<Diagnostic | undefined> {
  const all = await diagnosticsOf(outcome);
  const aboutDocument = all.filter(({ code, severity }) => code.startsWith('spec/') && severity !== 'info');
  return aboutDocument.find(({ severity }) => severity === 'error') ?? aboutDocument[0];
}

function codesOf(outcome: DescribeOutcome): string[] {
  return outcome.ok ? [] : outcome.diagnostics.map(({ code }) => code);
}

function row(file: string, outcome: DescribeOutcome, telling: Diagnostic | undefined): string {
  const verdict = outcome.ok ? `${outcome.described.summary.toolCount} tools` : outcome.code;
  const { pointer = '', line, column } = telling?.location ?? {};
  const place = line === undefined ? pointer : `line ${line}:${column ?? 0}`;
  return [file, isInvalid(file) ? 'invalid' : 'valid', verdict, telling?.code ?? '', place].join('\t');
}
