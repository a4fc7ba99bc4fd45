import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import type { DescribeOutcome, DescriptionPool, PoolOptions } from '#lib/registration';
import type { Diagnostic } from '#lib/diagnostics';
import { decodeJson } from '#lib/platform';
import { DEFAULT_READ_LIMITS, type SpecSource } from '#lib/spec-parser';
import type { ToolSet } from '#lib/tool-mapping';
import { corporaDir } from '../support/corpora.js';

/** One line of `EXPECT.tsv`. */
export interface HostileFile {
  /** Below `hostile/`. */
  readonly file: string;
  readonly threat: string;
  readonly expectation: 'reject' | 'inert' | 'either' | 'reject or inert';
  readonly check: string;
}

const corpora = corporaDir();
export const hasHostileFiles = corpora !== undefined;
export const hostileDir = join(corpora ?? '', 'hostile');

export const HOSTILE_FILES: readonly HostileFile[] =
  corpora === undefined
    ? []
    : readFileSync(join(hostileDir, 'EXPECT.tsv'), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('openapi/'))
        .map((line) => {
          const [file = '', threat = '', expectation = '', check = ''] = line.split('\t');
          return { file, threat, expectation: expectation as HostileFile['expectation'], check };
        });

/** Text that must never reach any output. */
export const CANARIES = ['CANARY-dev-7f3a', 'root:x:0'] as const;

/** Where the guard writes what was tried; read by {@link recorded}. */
export function newRecord(): string {
  return join(mkdtempSync(join(tmpdir(), 'hostile-')), 'record.jsonl');
}

export interface Recorded {
  readonly kind: 'lookup' | 'connect' | 'spawn' | 'executed' | 'clean';
  readonly what: string;
}

export function recorded(record: string): Recorded[] {
  return readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded);
}

/** The hub's pool out of the build, since threads run built code; the reading is watched. */
export async function watchedPool(options: Partial<PoolOptions> = {}): Promise<DescriptionPool> {
  const built = (await import('../../dist/libs/registration/src/description-pool.js' as string)) as {
    DescriptionPool: new (options: PoolOptions) => DescriptionPool;
  };
  return new built.DescriptionPool({
    threads: 2,
    timeoutMs: 10_000,
    heapMb: 512,
    filename: new URL('watched-worker.mjs', import.meta.url).href,
    // Vitest's own options lead imports to sources, which a thread cannot load.
    execArgv: [],
    ...options,
  });
}

/** As a person uploads it; one of several files goes with its folder, as an archive. */
export function uploadOf(file: string): SpecSource {
  const path = join(hostileDir, file);
  const folder = dirname(path);
  if (basename(folder) !== 'multi') return { kind: 'file', name: basename(file), bytes: readFileSync(path) };
  const others = readdirSync(folder).filter(
    (name) => !/^openapi:/m.test(readFileSync(join(folder, name), 'utf8')),
  );
  const files = [basename(file), ...others].map((name) => [
    name,
    new Uint8Array(readFileSync(join(folder, name))),
  ]);
  return {
    kind: 'file',
    name: 'multi.zip',
    bytes: zipSync(Object.fromEntries(files) as Record<string, Uint8Array>),
  };
}

export function describeWith(pool: DescriptionPool, source: SpecSource): Promise<DescribeOutcome> {
  return pool.run({
    source,
    customization: {},
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: false },
  });
}

/** Everything that a person, a model or the database gets to see of an outcome. */
export async function everythingIn(outcome: DescribeOutcome): Promise<string> {
  if (!outcome.ok) return JSON.stringify(outcome);
  const { parts, ...rest } = outcome.described;
  const { source: _kept, ...made } = parts;
  return JSON.stringify([rest, await Promise.all(Object.values(made).map((bytes) => decodeJson(bytes)))]);
}

export async function diagnosticsOf(outcome: DescribeOutcome): Promise<readonly Diagnostic[]> {
  return outcome.ok ? decodeJson<Diagnostic[]>(outcome.described.parts.diagnostics) : outcome.diagnostics;
}

export async function toolSetOf(outcome: DescribeOutcome): Promise<ToolSet> {
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.detail}`);
  return (await decodeJson<{ toolSet: ToolSet }>(outcome.described.parts.tools)).toolSet;
}
