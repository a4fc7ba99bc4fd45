import { createHash } from 'node:crypto';
import { AppError } from '#lib/diagnostics';
import type { ServerManifest } from '#lib/server-runtime';
import { bundleSources, type BundlePlan } from './bundle/bundle-sources.js';
import { SANDBOX, SANDBOX_FILE } from './bundle/server-file.js';
import type { ServerProject } from './render-project.js';

/**
 * What runs: one CommonJS file with every package inside, those that it loads only where they are wanted, and the data
 * files; all of them beside each other. In the mode `code` the sandbox too, whose interpreter is as large as the rest.
 */
export interface ServerBundle {
  /** Relative POSIX path (`server.cjs`, `data/…`) to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file to start with Node. */
  readonly entry: 'server.cjs';
}

const DATA_PREFIX = 'data/';
const SOURCE_PREFIX = 'src/';
const RUNTIME_PREFIX = 'src/runtime/';
/** Most projects share one runtime, so that few bundles serve all of them. */
const MOST_KEPT_BUNDLES = 8;

/** Large, and off unless an owner turns it on: kept out of what every start reads. */
const ASIDE: ReadonlyMap<string, string> = new Map([
  ['src/runtime/telemetry/metrics.ts', 'metrics.cjs'],
  ['src/runtime/telemetry/tracing.ts', 'tracing.cjs'],
]);

type CodeFiles = ReadonlyMap<string, Uint8Array>;

/** Where projects of the built-in templates start. */
const SOURCE_ENTRY = 'src/main.ts';
const SINGLE_FILE = 'server.mjs';
const SERVER = 'server.cjs';
const NO_FILES: CodeFiles = new Map();

const kept = new Map<string, Promise<CodeFiles>>();

/** Bundles a project in memory with the hub's own installed packages; nothing is installed or fetched. */
export async function bundleProject(project: ServerProject): Promise<ServerBundle> {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>(await codeFiles(project));
  for (const [path, text] of project.files) {
    if (path.startsWith(DATA_PREFIX)) files.set(path, encoder.encode(text));
  }
  return { files, entry: 'server.cjs' };
}

/** @throws AppError `generation-failed` where the project starts in no way that is known here */
async function codeFiles(project: ServerProject): Promise<CodeFiles> {
  if (project.files.has(SOURCE_ENTRY)) return sourceFiles(project);
  if (project.files.has(SINGLE_FILE)) return singleFile(project);
  throw new AppError('generation-failed', {
    detail: `The project has neither ${SOURCE_ENTRY} nor ${SINGLE_FILE}, so that it cannot be bundled.`,
  });
}

async function sourceFiles(project: ServerProject): Promise<CodeFiles> {
  const sources = below(SOURCE_PREFIX, project.files);
  const aside = new Map([...ASIDE].filter(([path]) => sources.has(path)));
  // Without the owner's code, so that projects with other code share them.
  const runtime = below(RUNTIME_PREFIX, sources);
  const parts = await Promise.all([
    bundled(sources, { entries: new Map([[SOURCE_ENTRY, SERVER]]), aside }),
    aside.size === 0 ? NO_FILES : bundled(runtime, { entries: aside }),
    runsCode(project)
      ? bundled(runtime, { entries: new Map([[`${RUNTIME_PREFIX}${SANDBOX}`, SANDBOX_FILE]]) })
      : NO_FILES,
  ]);
  return new Map(parts.flatMap((files) => [...files]));
}

/** Its packages are in the file already. */
async function singleFile({ files }: ServerProject): Promise<CodeFiles> {
  const sources = new Map([[SINGLE_FILE, files.get(SINGLE_FILE) ?? '']]);
  const server = await bundled(sources, { entries: new Map([[SINGLE_FILE, SERVER]]) });
  const sandbox = files.get(SANDBOX_FILE);
  return sandbox === undefined
    ? server
    : new Map([...server, [SANDBOX_FILE, new TextEncoder().encode(sandbox)]]);
}

function below(prefix: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].filter(([path]) => path.startsWith(prefix)));
}

function bundled(sources: ReadonlyMap<string, string>, plan: Omit<BundlePlan, 'format'>): Promise<CodeFiles> {
  const key = `${[...plan.entries.values()].join(' ')} ${hashOf(sources)}`;
  const known = kept.get(key) ?? codeOf(sources, { ...plan, format: 'deployed' });
  kept.delete(key);
  kept.set(key, known);
  known.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT_BUNDLES) break;
    kept.delete(oldest);
  }
  return known;
}

async function codeOf(sources: ReadonlyMap<string, string>, plan: BundlePlan): Promise<CodeFiles> {
  return (await bundleSources(sources, plan)).files;
}

/** The variable `TOOL_MODE` cannot turn to `code` later where the sandbox was left out; the server says so. */
function runsCode({ files }: ServerProject): boolean {
  const { mode } = JSON.parse(files.get('data/server.json') ?? '{}') as Partial<ServerManifest>;
  return mode === 'code';
}

function hashOf(sources: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, text] of sources) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex');
}
