import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleProject, renderProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { medianOf, type Figure } from './figures.js';
import { withFolder } from './timing.js';

const ROUNDS = 15;
const ROUND_LIMIT_MS = 10_000;
/** No further round is begun after this. */
const LIMIT_MS = 90_000;
/** Until a server has loaded what it loads in the background. */
const SETTLED_MS = 500;
const BARE = join(process.cwd(), 'test', 'bench', 'servers', 'bare-start.cjs');
const MODERN = '2026-07-28';
const CLIENT = { name: 'bench', version: '1' };
const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const LEGACY = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT };
/** By name of the case; other figures are for comparison. */
const TARGETS: Readonly<Record<string, { readonly ratio?: number; readonly memoryMb: number }>> = {
  petstore: { ratio: 1.5, memoryMb: 90 },
  github: { memoryMb: 120 },
};

interface Contender {
  readonly name: string;
  readonly args: readonly string[];
}

interface Round {
  readonly ms: number;
  readonly memoryMb: number;
}

type Rounds = ReadonlyMap<string, readonly Round[]>;

/**
 * From the start of a process to its first answer over HTTP, as ratios to a bare `node:http` server of the same rounds;
 * and what is resident once the SDK is loaded and has answered a client of each era.
 */
export async function startFigures(
  cases: readonly { readonly name: string; readonly path: string }[],
): Promise<Figure[]> {
  let figures: Figure[] = [];
  await withFolder(async (folder) => {
    const contenders: Contender[] = [{ name: 'bare', args: [BARE] }];
    for (const { name, path } of cases)
      contenders.push({ name, args: [await writeBundle(path, join(folder, name)), '--http', '0'] });
    const rounds = await measure(contenders);
    figures = cases.flatMap(({ name }) => figuresOf(name, rounds));
  });
  return figures;
}

function figuresOf(name: string, rounds: Rounds): Figure[] {
  const own = rounds.get(name) ?? [];
  const bare = rounds.get('bare') ?? [];
  const { ratio, memoryMb } = TARGETS[name] ?? {};
  return [
    {
      case: name,
      what: 'start to first answer over HTTP',
      unit: 'ms',
      ...medianOf(own.map(({ ms }) => ms)),
    },
    {
      case: name,
      what: 'start to first answer, to bare node:http',
      unit: '×',
      ...medianOf(own.map(({ ms }, round) => ms / (bare[round]?.ms ?? 0))),
      ...(ratio === undefined ? {} : { target: ratio }),
    },
    {
      case: name,
      what: 'resident memory over HTTP',
      unit: 'MB',
      ...medianOf(own.map((round) => round.memoryMb)),
      ...(memoryMb === undefined ? {} : { target: memoryMb }),
    },
  ];
}

/** Interleaved, so that all see the same machine. */
async function measure(contenders: readonly Contender[]): Promise<Rounds> {
  const rounds = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  const end = performance.now() + LIMIT_MS;
  for (let round = 0; round < ROUNDS && performance.now() < end; round += 1)
    for (const { name, args } of contenders) rounds.get(name)?.push(await startOnce(args));
  return rounds;
}

async function startOnce(args: readonly string[]): Promise<Round> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { UPSTREAM_BASE_URL: 'http://127.0.0.1:9' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: ROUND_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit');
  try {
    const url = await urlOf(child);
    await post(url, 'tools/list', { _meta: META });
    const ms = performance.now() - started;
    await sleep(SETTLED_MS);
    await post(url, 'initialize', LEGACY);
    return { ms, memoryMb: residentMb(child.pid ?? 0) };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** @throws Error when it ends before it says where it listens */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /"url":"([^"]+)"/u.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`A server ended with ${code}: ${said}`)));
  });
}

/** @throws Error when it is refused */
function post(url: string, method: string, params: object): Promise<void> {
  const era = '_meta' in params ? { 'mcp-protocol-version': MODERN, 'mcp-method': method } : {};
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...era },
    });
    sent.once('response', (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${method} was answered with ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  });
}

/** @returns The bundle's entry */
async function writeBundle(path: string, folder: string): Promise<string> {
  const { api } = await readApiDescription(
    { kind: 'path', path },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  const bundle = await bundleProject(await renderProject(mapTools(api)));
  if (bundle.problem !== undefined) throw new Error(bundle.problem);
  for (const [file, bytes] of bundle.files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
  return join(folder, bundle.entry);
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
