import { createHash } from 'node:crypto';
import { AppError } from '#lib/diagnostics';
import type { ServerManifest } from '#lib/server-runtime';
import { bundleParts, SERVER_FILE } from './bundle/bundle-parts.js';
import { bundleSources } from './bundle/bundle-sources.js';
import { installedPackages, type BundledPackage } from './bundle/installed-packages.js';
import { packagesNamed } from './bundle/licences.js';
import { LICENCES_FILE } from './project/template-manifest.js';
import { makeCodeCaches, type CodeCaches } from './bundle/code-cache.js';
import { CACHE_SUFFIX, engineOf } from './bundle/loader/cache-file.js';
import { areOwnSources } from './bundle/own-sources.js';
import { SANDBOX, SANDBOX_FILE } from './bundle/server-file.js';
import type { ServerProject } from './render-project.js';

/**
 * What runs: the server's code with every package inside, in parts that are loaded when they are wanted, V8's code
 * caches of those that a start needs, and the data files; code and caches beside each other. In the mode `code` the
 * sandbox too, whose interpreter is as large as the rest.
 */
export interface ServerBundle {
  /** Relative POSIX path (`server.cjs`, `data/…`) to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file to start with Node. */
  readonly entry: typeof SERVER_FILE;
  /** The same for the same code and data, with caches for the same engine: their bytes differ each time. */
  readonly version: string;
  /** What of npm is in it. */
  readonly packages: readonly BundledPackage[];
  /** Why there are no code caches, where there should be: the server starts slower. */
  readonly problem?: string;
}

const DATA_PREFIX = 'data/';
const SOURCE_PREFIX = 'src/';
const RUNTIME_PREFIX = 'src/runtime/';
/** Most projects share one runtime, so that few bundles serve all of them. */
const MOST_KEPT_BUNDLES = 8;

type CodeFiles = ReadonlyMap<string, Uint8Array>;

/** A bundle without data. */
interface Code {
  readonly files: CodeFiles;
  readonly packages: readonly BundledPackage[];
  /** Begun when the code is there; never rejects. */
  readonly caches: Promise<CodeCaches>;
}

/** Where projects of the built-in templates start. */
const SOURCE_ENTRY = 'src/main.ts';
const SINGLE_FILE = 'server.mjs';
const NO_FILES: CodeFiles = new Map();
const NO_CACHES: CodeCaches = { files: NO_FILES };
const NO_CODE: Code = { files: NO_FILES, packages: [], caches: Promise.resolve(NO_CACHES) };

const kept = new Map<string, Promise<Code>>();

/**
 * Bundles a project in memory with the hub's own installed packages; nothing is installed or fetched.
 *
 * @throws AppError `generation-failed`
 */
export async function bundleProject(project: ServerProject): Promise<ServerBundle> {
  const encoder = new TextEncoder();
  const { files: code, packages, caches } = await codeOf(project);
  const { files: cacheFiles, problem } = await caches;
  const files = new Map<string, Uint8Array>([...code, ...cacheFiles]);
  for (const [path, text] of project.files) {
    if (path.startsWith(DATA_PREFIX)) files.set(path, encoder.encode(text));
  }
  const version = versionOf(files);
  return { files, entry: SERVER_FILE, version, packages, ...(problem === undefined ? {} : { problem }) };
}

/**
 * Tries whether a project can be bundled; what was made is kept for {@link bundleProject}. Code caches are begun and
 * not waited for.
 *
 * @throws AppError `generation-failed`
 */
export async function tryBundle(project: ServerProject): Promise<void> {
  await codeOf(project);
}

/** @throws AppError `generation-failed` where the project starts in no way that is known here */
async function codeOf(project: ServerProject): Promise<Code> {
  if (project.files.has(SOURCE_ENTRY)) return sourceCode(project);
  if (project.files.has(SINGLE_FILE)) return singleFileCode(project);
  throw new AppError('generation-failed', {
    detail: `The project has neither ${SOURCE_ENTRY} nor ${SINGLE_FILE}, so that it cannot be bundled.`,
  });
}

async function sourceCode(project: ServerProject): Promise<Code> {
  const sources = below(SOURCE_PREFIX, project.files);
  const [server, sandbox] = await Promise.all([
    once('server', sources, async () => {
      const { files, shipped } = await bundleParts(sources, SOURCE_ENTRY);
      return { files, packages: await installedPackages(shipped), caches: cachesOf(sources, files) };
    }),
    runsCode(project) ? sandboxCode(sources) : NO_CODE,
  ]);
  return {
    ...server,
    files: new Map([...server.files, ...sandbox.files]),
    packages: together(server.packages, sandbox.packages),
  };
}

/** Without the owner's code, so that projects with other code share it. */
async function sandboxCode(sources: ReadonlyMap<string, string>): Promise<Code> {
  const runtime = below(RUNTIME_PREFIX, sources);
  const entries = new Map([[`${RUNTIME_PREFIX}${SANDBOX}`, SANDBOX_FILE]]);
  return once('sandbox', runtime, async () => {
    const { files, shipped } = await bundleSources(runtime, { format: 'deployed', entries });
    return { files, packages: await installedPackages(shipped), caches: Promise.resolve(NO_CACHES) };
  });
}

function together(...lists: (readonly BundledPackage[])[]): BundledPackage[] {
  const all = new Map(lists.flat().map((one) => [`${one.name}@${one.version}`, one]));
  return [...all].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}

/** Making them runs the code: an owner's is run in servers only, and goes without. */
async function cachesOf(sources: ReadonlyMap<string, string>, files: CodeFiles): Promise<CodeCaches> {
  return (await areOwnSources(sources)) ? makeCodeCaches(files) : NO_CACHES;
}

/** Its packages are in the file already. */
async function singleFileCode({ files }: ServerProject): Promise<Code> {
  const sources = new Map([[SINGLE_FILE, files.get(SINGLE_FILE) ?? '']]);
  const { files: parts, caches } = await once('server', sources, async () => ({
    files: (await bundleParts(sources, SINGLE_FILE)).files,
    packages: [],
    caches: Promise.resolve(NO_CACHES),
  }));
  const packages = packagesNamed(files.get(LICENCES_FILE) ?? '');
  const server = { files: parts, packages, caches };
  const sandbox = files.get(SANDBOX_FILE);
  if (sandbox === undefined) return server;
  return { ...server, files: new Map([...server.files, [SANDBOX_FILE, new TextEncoder().encode(sandbox)]]) };
}

function below(prefix: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].filter(([path]) => path.startsWith(prefix)));
}

/** Kept by what it is made from. */
function once(what: string, sources: ReadonlyMap<string, string>, make: () => Promise<Code>): Promise<Code> {
  const key = `${what} ${hashOf(sources)}`;
  const known = kept.get(key) ?? make();
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

function versionOf(files: CodeFiles): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(path).update(path.endsWith(CACHE_SUFFIX) ? engineOf(bytes) : bytes);
  return hash.digest('hex').slice(0, 16);
}
