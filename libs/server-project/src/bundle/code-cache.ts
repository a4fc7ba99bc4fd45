import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServerManifest, ToolDefinition, ToolFile } from '#lib/server-runtime';
import { loaderFile } from './loader-file.js';
import { CACHE_SUFFIX } from './loader/cache-file.js';

type CodeFiles = ReadonlyMap<string, Uint8Array>;

/** V8's code caches by file name; none where `problem` says why. */
export interface CodeCaches {
  readonly files: CodeFiles;
  readonly problem?: string;
}

const PROGRAM = 'make-caches';
const LONGEST_MS = 10_000;
const MOST_SHOWN = 500;

const TOOL: ToolDefinition = {
  name: 'echo',
  description: 'Answers.',
  inputSchema: {
    type: 'object',
    properties: { text: { type: 'string', minLength: 1 } },
    required: ['text'],
    additionalProperties: false,
  },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  operation: 'GET /echo',
  binding: {
    kind: 'http',
    method: 'GET',
    path: '/echo',
    parameters: [{ argument: 'text', in: 'query', name: 'text', style: 'form', explode: true }],
    accept: ['application/json'],
    security: [],
  },
};
const MANIFEST: ServerManifest = {
  format: 1,
  name: 'echo',
  title: 'Echo',
  version: '1',
  servers: [],
  credentials: {},
  toolCount: 1,
  toolFiles: ['echo.json'],
};
const FILE: ToolFile = { tag: 'echo', tools: [TOOL] };
const DATA = new Map<string, unknown>([
  ['data/server.json', MANIFEST],
  ['data/tools/echo.json', FILE],
]);

/**
 * Runs a bundle in a process of its own, with a tool set that is always the same and nothing of this process's
 * environment, and takes what V8 compiled meanwhile. Ends in bounded time and never rejects: a bundle works without.
 *
 * @param bundle Code of this program alone: it is run
 */
export async function makeCodeCaches(bundle: CodeFiles): Promise<CodeCaches> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-cache-'));
  try {
    const program = `${PROGRAM}.cjs`;
    await write(folder, new Map([...bundle, [program, await loaderFile(PROGRAM)]]));
    for (const [path, value] of DATA)
      await write(folder, new Map([[path, new TextEncoder().encode(JSON.stringify(value))]]));
    await run(join(folder, program));
    return { files: await read(folder) };
  } catch (error) {
    return { files: new Map(), problem: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, files: CodeFiles): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

async function read(folder: string): Promise<CodeFiles> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(CACHE_SUFFIX)).toSorted();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}

/** @throws Error when the program fails or takes too long */
function run(program: string): Promise<void> {
  const child = spawn(process.execPath, [program], {
    cwd: dirname(program),
    env: {},
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  // It may have ended.
  child.stdin.once('error', () => undefined);
  child.stdin.write('{}\n');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-MOST_SHOWN);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`The program that makes code caches ended with ${code ?? signal}: ${said}`));
    });
  });
}
