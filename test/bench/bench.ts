import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { selectRuntime, type ContainerRuntime } from '#lib/container-runtime';
import {
  bundleProject,
  renderProject,
  writeProjectFolder,
  type ServerBundle,
  type ServerProject,
} from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { commandTimes, peerTimes } from './commands.js';
import { medianOf, report, type Figure } from './figures.js';
import { graphqlFigures } from './graphql.js';
import { startFigures } from './start.js';
import { benchThroughput } from './throughput.js';
import { timed, withFolder } from './timing.js';

const ROUNDS = 5;
const ROOT = process.cwd();
const CORPORA = process.env['TOOLWRIGHT_CORPORA'] ?? join(ROOT, '..', 'shared', 'corpora');
const CASES = [
  { name: 'petstore', path: join(ROOT, 'test', 'specs', 'petstore-3.0.yaml') },
  { name: 'github', path: join(CORPORA, 'openapi', 'github', 'api.github.com.json') },
];

const figures: Figure[] = [];
const note = (figure: Figure) => figures.push(figure);

async function main(): Promise<void> {
  note({
    case: 'machine',
    what: 'bare node -e 0',
    unit: 'ms',
    ...medianOf(await timed(ROUNDS, () => void execFileSync(process.execPath, ['-e', '0']))),
  });
  for (const { name, path } of CASES) {
    if (existsSync(path)) await benchCase(name, path);
    else process.stdout.write(`left out: ${name} (no ${path})\n`);
  }
  figures.push(...(await startFigures(CASES.filter(({ path }) => existsSync(path)))));
  await benchThroughput(note);
  figures.push(
    ...(await graphqlFigures('github', join(CORPORA, 'graphql', 'github', 'schema.graphql'), ROUNDS)),
  );
  await mkdir('test-results', { recursive: true });
  await writeFile(
    join('test-results', 'bench.json'),
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, figures }, null, 2)}\n`,
  );
  process.stdout.write(report(figures));
}

async function benchCase(name: string, path: string): Promise<void> {
  if (path.endsWith('.json')) {
    const bytes = await readFile(path, 'utf8');
    note({
      case: name,
      what: 'JSON.parse of the file',
      unit: 'ms',
      ...medianOf(await timed(ROUNDS, () => void JSON.parse(bytes))),
    });
  }
  const read = () =>
    readApiDescription(
      { kind: 'path', path },
      { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
    );
  const { api } = await read();
  const toolSet = mapTools(api);
  const project = await renderProject(toolSet);
  const stage = async (what: string, task: () => unknown) =>
    note({ case: name, what, unit: 'ms', ...medianOf(await timed(ROUNDS, task)) });
  await stage('parse', read);
  await stage('map', () => mapTools(api));
  await stage('render', () => renderProject(toolSet));
  note({ case: name, what: 'generate, our command', unit: 'ms', ...medianOf(await commandTimes(path)) });
  const peer = await peerTimes(path);
  if (peer !== undefined)
    note({ case: name, what: 'generate, openapi-mcp-generator', unit: 'ms', ...medianOf(peer) });
  const total = await timed(ROUNDS, async () =>
    withFolder(async (folder) =>
      writeProjectFolder(await renderProject(mapTools((await read()).api)), join(folder, 'out')),
    ),
  );
  note({
    case: name,
    what: 'generate (parse to written folder)',
    unit: 'ms',
    ...medianOf(total),
    ...(name === 'github' ? { target: 2000 } : {}),
  });
  const cold = await timed(1, () => bundleProject(withComment(project)));
  note({ case: name, what: 'bundle (cold)', unit: 'ms', ...medianOf(cold) });
  const bundle = await bundleProject(project);
  await stage('bundle (cached)', () => bundleProject(project));
  const size = [...project.files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  note({ case: name, what: 'project', unit: 'kB', ...medianOf([size / 1024]) });
  note({ case: name, what: 'project', unit: 'files', ...medianOf([project.files.size]) });
  await benchBuild(name, project);
  await benchStart(name, bundle);
  for (const driver of ['docker', 'process'] as const)
    await benchDeploy(name, driver, { path, tools: toolSet.manifest.toolCount });
}

/** One byte more in the code, so that the bundler's memory does not know it. */
function withComment(project: ServerProject): ServerProject {
  const files = new Map(project.files);
  files.set('src/custom/index.ts', `${files.get('src/custom/index.ts') ?? ''}\n// ${Math.random()}\n`);
  return { ...project, files };
}

async function benchBuild(name: string, project: ServerProject): Promise<void> {
  await withFolder(async (folder) => {
    const out = join(folder, 'out');
    await writeProjectFolder(project, out);
    await symlink(join(ROOT, 'node_modules'), join(out, 'node_modules'));
    const tsc = join(ROOT, 'node_modules', 'typescript7', 'bin', 'tsc');
    const times = await timed(3, async () => {
      await rm(join(out, 'dist'), { recursive: true, force: true });
      execFileSync(process.execPath, [tsc], { cwd: out });
    });
    note({
      case: name,
      what: "the project's own build",
      unit: 'ms',
      ...medianOf(times),
      ...(name === 'github' ? { target: 3000 } : {}),
    });
  });
}

/** From spawning the bundle to the first full tool list over stdio, and what it holds in memory then. */
async function benchStart(name: string, bundle: ServerBundle): Promise<void> {
  await withFolder(async (folder) => {
    for (const [path, bytes] of bundle.files) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    const memory: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [join(folder, bundle.entry), '--stdio'],
        stderr: 'ignore',
      });
      const client = new Client(
        { name: 'bench', version: '1' },
        { versionNegotiation: { mode: { pin: '2026-07-28' } } },
      );
      await client.connect(transport);
      await listAll(client);
      times.push(performance.now() - started);
      memory.push(residentMb(transport.pid ?? 0));
      await client.close();
    }
    const target = name === 'github' ? { target: 500 } : {};
    note({
      case: name,
      what: 'start to first tools/list',
      unit: 'ms',
      ...medianOf(times),
      ...target,
    });
    note({
      case: name,
      what: 'resident memory after it',
      unit: 'MB',
      ...medianOf(memory),
      ...(name === 'github' ? { target: 120 } : {}),
    });
  });
}

/** Upload to healthy, with the base image present: read, map, render, bundle, image, start, MCP answers. */
async function benchDeploy(
  name: string,
  driver: 'docker' | 'process',
  from: { path: string; tools: number },
): Promise<void> {
  await withFolder(async (folder) => {
    const choice = await selectRuntime({ runtime: driver, stateDir: folder }).catch((error: Error) => error);
    if (choice instanceof Error)
      return void process.stdout.write(`left out: ${name} on ${driver} (${choice.message})\n`);
    const upstream = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    const totals: number[] = [];
    const images: number[] = [];
    try {
      for (let round = 0; round <= 3; round += 1) {
        const { total, image } = await deployOnce(choice.runtime, { ...from, port });
        // The first round makes the base image.
        if (round > 0) {
          totals.push(total);
          images.push(image);
        }
      }
    } finally {
      upstream.close();
      await choice.runtime.close();
    }
    note({ case: name, what: `image (${driver})`, unit: 'ms', ...medianOf(images) });
    note({
      case: name,
      what: `upload to healthy (${driver})`,
      unit: 'ms',
      ...medianOf(totals),
      ...(name === 'petstore' && driver === 'docker' ? { target: 3000 } : {}),
    });
  });
}

async function deployOnce(runtime: ContainerRuntime, from: { path: string; tools: number; port: number }) {
  const started = performance.now();
  const { api } = await readApiDescription(
    { kind: 'path', path: from.path },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  const bundle = await bundleProject(await renderProject(mapTools(api)));
  const imageStarted = performance.now();
  const image = await runtime.buildImage({
    name: 'toolwright/bench',
    version: String(Date.now()),
    files: bundle.files,
    entry: bundle.entry,
    labels: {},
  });
  const imageMs = performance.now() - imageStarted;
  const name = `toolwright-bench-${Date.now()}`;
  const { address } = await runtime.run({
    name,
    image,
    env: { UPSTREAM_BASE_URL: `http://127.0.0.1:${from.port}` },
    secrets: {},
    labels: {},
    limits: { memoryMb: 256, cpus: 1, maxProcesses: 64 },
    port: 0,
    egress: [{ host: '127.0.0.1', port: from.port }],
  });
  while ((await countTools(`${address ?? ''}/mcp`)) !== from.tools) await sleep(20);
  const total = performance.now() - started;
  await runtime.remove(name);
  await runtime.removeImage(image);
  return { total, image: imageMs };
}

async function countTools(endpoint: string): Promise<number> {
  const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoint)));
    return await listAll(client);
  } catch {
    return -1;
  } finally {
    await client.close().catch(() => undefined);
  }
}

async function listAll(client: Client): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? undefined : { cursor });
    count += page.tools.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return count;
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

// A run that hangs ends by itself.
setTimeout(() => process.exit(1), 10 * 60_000).unref();
await main();
