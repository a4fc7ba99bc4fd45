import { createHash } from 'node:crypto';
import type { ServerManifest } from '#lib/server-runtime';
import { bundleSources, type BundlePlan } from './bundle/bundle-sources.js';
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

/** Where a model's code runs, with its interpreter. */
const SANDBOX: ReadonlyMap<string, string> = new Map([
  ['src/runtime/modes/code/sandbox-worker.ts', 'sandbox-worker.cjs'],
]);

type CodeFiles = ReadonlyMap<string, Uint8Array>;

const SERVER: ReadonlyMap<string, string> = new Map([['src/main.ts', 'server.cjs']]);
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

async function codeFiles(project: ServerProject): Promise<CodeFiles> {
  const sources = below(SOURCE_PREFIX, project.files);
  const aside = new Map([...ASIDE].filter(([path]) => sources.has(path)));
  // Without the owner's code, so that projects with other code share them.
  const runtime = below(RUNTIME_PREFIX, sources);
  const parts = await Promise.all([
    bundled(sources, { entries: SERVER, aside }),
    aside.size === 0 ? NO_FILES : bundled(runtime, { entries: aside, aside: new Map() }),
    runsCode(project) ? bundled(runtime, { entries: SANDBOX, aside: new Map() }) : NO_FILES,
  ]);
  return new Map(parts.flatMap((files) => [...files]));
}

function below(prefix: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].filter(([path]) => path.startsWith(prefix)));
}

function bundled(sources: ReadonlyMap<string, string>, plan: BundlePlan): Promise<CodeFiles> {
  const key = `${[...plan.entries.values()].join(' ')} ${hashOf(sources)}`;
  const known = kept.get(key) ?? bundleSources(sources, plan);
  kept.delete(key);
  kept.set(key, known);
  known.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT_BUNDLES) break;
    kept.delete(oldest);
  }
  return known;
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
