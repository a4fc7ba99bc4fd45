import { createHash } from 'node:crypto';
import type { ServerManifest } from '#lib/server-runtime';
import { bundleSources } from './bundle/bundle-sources.js';
import type { ServerProject } from './render-project.js';

/**
 * What runs: one CommonJS file with every package inside, and the data files that it loads from beside it;
 * in the mode `code` the sandbox too, whose interpreter is as large as the rest.
 */
export interface ServerBundle {
  /** Relative POSIX path (`server.cjs`, `data/…`) to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file to start with Node. */
  readonly entry: 'server.cjs';
}

const DATA_PREFIX = 'data/';
const SANDBOX = 'src/runtime/modes/code/sandbox-worker.ts';
const SOURCE_PREFIX = 'src/';
/** Most projects share one runtime, so that few bundles serve all of them. */
const MOST_KEPT_BUNDLES = 8;

const kept = new Map<string, Promise<Uint8Array>>();

/** Bundles a project in memory with the hub's own installed packages; nothing is installed or fetched. */
export async function bundleProject(project: ServerProject): Promise<ServerBundle> {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>([['server.cjs', await bundled(project, 'src/main.ts')]]);
  if (runsCode(project)) files.set('sandbox-worker.cjs', await bundled(project, SANDBOX));
  for (const [path, text] of project.files) {
    if (path.startsWith(DATA_PREFIX)) files.set(path, encoder.encode(text));
  }
  return { files, entry: 'server.cjs' };
}

function bundled(project: ServerProject, entry: string): Promise<Uint8Array> {
  const sources = new Map([...project.files].filter(([path]) => path.startsWith(SOURCE_PREFIX)));
  const key = `${entry} ${hashOf(sources)}`;
  const known = kept.get(key) ?? bundleSources(sources, entry);
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
