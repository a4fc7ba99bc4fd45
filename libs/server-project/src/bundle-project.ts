import { createHash } from 'node:crypto';
import { AppError } from '#lib/diagnostics';
import { bundleSources, type BundleInput } from './bundle/bundle-sources.js';
import type { ServerProject } from './render-project.js';

/** What runs: one CommonJS file with every package inside, and the data files that it loads from beside it. */
export interface ServerBundle {
  /** Relative POSIX path (`server.cjs`, `data/…`) to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file to start with Node. */
  readonly entry: 'server.cjs';
}

const DATA_PREFIX = 'data/';
const SOURCE_PREFIX = 'src/';
/** Where projects of the built-in templates start. */
const SOURCE_ENTRY = 'src/main.ts';
const SINGLE_FILE = 'server.mjs';
/** Most projects share one runtime, so that few bundles serve all of them. */
const MOST_KEPT_BUNDLES = 8;

const kept = new Map<string, Promise<Uint8Array>>();

/** Bundles a project in memory with the hub's own installed packages; nothing is installed or fetched. */
export async function bundleProject(project: ServerProject): Promise<ServerBundle> {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>([['server.cjs', await serverFile(project)]]);
  for (const [path, text] of project.files) {
    if (path.startsWith(DATA_PREFIX)) files.set(path, encoder.encode(text));
  }
  return { files, entry: 'server.cjs' };
}

function serverFile(project: ServerProject): Promise<Uint8Array> {
  const { sources, entry } = startOf(project);
  const key = hashOf(sources);
  const known = kept.get(key) ?? bundled({ sources, entry, format: 'deployed' });
  kept.delete(key);
  kept.set(key, known);
  known.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT_BUNDLES) break;
    kept.delete(oldest);
  }
  return known;
}

async function bundled(input: BundleInput): Promise<Uint8Array> {
  return (await bundleSources(input)).bytes;
}

/** @throws AppError `generation-failed` where the project starts in no way that is known here */
function startOf({ files }: ServerProject): Pick<BundleInput, 'sources' | 'entry'> {
  const server = files.get(SINGLE_FILE);
  if (files.has(SOURCE_ENTRY))
    return {
      sources: new Map([...files].filter(([path]) => path.startsWith(SOURCE_PREFIX))),
      entry: SOURCE_ENTRY,
    };
  if (server !== undefined) return { sources: new Map([[SINGLE_FILE, server]]), entry: SINGLE_FILE };
  throw new AppError('generation-failed', {
    detail: `The project has neither ${SOURCE_ENTRY} nor ${SINGLE_FILE}, so that it cannot be bundled.`,
  });
}

function hashOf(sources: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, text] of sources) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex');
}
