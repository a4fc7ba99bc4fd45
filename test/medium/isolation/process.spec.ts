import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime, type ContainerState } from '#lib/container-runtime';
import { bundleProject, renderProject } from '#lib/server-project';
import { withMode } from '#lib/tool-mapping';
import { permissionFlags } from '../../../libs/container-runtime/src/process/confinement.js';
import { OWN_TEMPORARY } from '../../../libs/container-runtime/src/own-folder.js';
import { containedServer } from '../../support/contained-server.js';
import { startFixtureApi, type FixtureApi } from '../../support/fixture-api.js';
import { toolsOf } from '../../support/read-spec.js';
import { FIXTURE_SPEC } from '../../support/served-fixture.js';

/** Tries what a server need not do. */
const PROBE = `
const fs = require('node:fs');
const tries = {
  readHost: () => fs.readFileSync('/etc/passwd'),
  readData: () => fs.readFileSync(process.env.DATA_FILE),
  listProcesses: () => fs.readdirSync('/proc'),
  readParentEnvironment: () => fs.readFileSync('/proc/' + process.ppid + '/environ'),
  writeOwn: () => fs.writeFileSync(__dirname + '/x', ''),
  writeTemporary: () => fs.writeFileSync('/tmp/toolwright-probe', ''),
  startProcess: () => require('node:child_process').execFileSync('/bin/true'),
  startThread: () => new (require('node:worker_threads').Worker)('', { eval: true }),
  loadNative: () => process.dlopen({ exports: {} }, '/usr/lib/none.node'),
  endParent: () => process.kill(process.ppid, 'SIGCONT'),
  becomeRoot: () => process.setuid(0),
};
const outcome = (attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code ?? error.message; } };
process.stdin.once('data', () => serve((q, r) => {
  const tried = Object.fromEntries(Object.entries(tries).map(([name, attempt]) => [name, outcome(attempt)]));
  r.end(JSON.stringify({ uid: process.getuid(), groups: process.getgroups(), env: Object.keys(process.env), tried }));
}, Number(process.argv[3])));
process.stdin.once('end', () => process.exit(0));
`;

interface Seen {
  uid: number;
  groups: number[];
  env: string[];
  tried: Record<string, string>;
}

const isRoot = process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');

describe('a server as a process', () => {
  let runtime: ContainerRuntime;
  let stateDir: string;
  let api: FixtureApi;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'toolwright-process-'));
    await writeFile(join(stateDir, 'of-the-hub'), 'canary');
    ({ runtime } = await selectRuntime({ runtime: 'process', stateDir }));
    api = await startFixtureApi();
  });
  afterAll(async () => {
    await runtime.close();
    await api.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  const run = (image: string, env: Record<string, string> = {}) =>
    runtime.run({
      name: `toolwright-${randomBytes(6).toString('hex')}`,
      image,
      env: { UPSTREAM_BASE_URL: api.url, ...env },
      secrets: {},
      labels: {},
      limits: { memoryMb: 256, cpus: 1, maxProcesses: 64 },
      port: 0,
      egress: [],
    });

  const built = (files: ReadonlyMap<string, Uint8Array>, version: string) =>
    runtime.buildImage({ name: 'toolwright/process', version, files, entry: 'server.cjs', labels: {} });

  it('reads, writes and starts nothing but its own', async () => {
    const image = await built(new Map([['server.cjs', await containedServer(PROBE)]]), 'probe');
    process.env['CANARY_OF_THE_HOST'] = 'canary';
    const { address } = await run(image, { DATA_FILE: join(stateDir, 'of-the-hub') });
    const { tried, env } = await ask<Seen>(address);
    delete process.env['CANARY_OF_THE_HOST'];
    const { becomeRoot, endParent, loadNative, ...denied } = tried;
    expect(loadNative).toBe('ERR_DLOPEN_DISABLED');
    expect(new Set(Object.values(denied))).toEqual(new Set(['ERR_ACCESS_DENIED']));
    expect(env.toSorted()).toEqual([
      'DATA_FILE',
      'EXIT_WITH_STDIN',
      'HOST',
      'SECRETS_FROM_STDIN',
      'UPSTREAM_BASE_URL',
    ]);
    if (isRoot) expect([becomeRoot, endParent]).toEqual(['EPERM', 'EPERM']);
  });

  it.runIf(isRoot)('has a user of its own, and no other server has it', async () => {
    const image = await built(new Map([['server.cjs', await containedServer(PROBE)]]), 'probe');
    const running = await Promise.all([run(image), run(image)]);
    const [one, other] = await Promise.all(running.map(({ address }) => ask<Seen>(address)));
    expect(one?.uid).toBeGreaterThan(1_000);
    expect(one?.uid).not.toBe(other?.uid);
    expect(one?.groups).toEqual([one?.uid]);
  });

  it.each(['tools', 'search', 'code'] as const)('serves in the mode %s', async (mode) => {
    const project = await renderProject(withMode(await toolsOf(FIXTURE_SPEC), mode));
    const image = await built((await bundleProject(project)).files, mode);
    const client = await connected(await run(image));
    const names = (await client.listTools()).tools.map(({ name }) => name);
    const [tool, args] = {
      tools: ['test_simple_text', {}] as const,
      search: ['call', { name: 'test_simple_text', arguments: {} }] as const,
      code: ['execute', { code: 'return await api.test_simple_text({})' }] as const,
    }[mode];
    expect(names).toContain(tool);
    const result = await client.callTool({ name: tool, arguments: args });
    expect(JSON.stringify(result)).toContain('This is a simple text');
    await client.close();
  });

  it('says what is isolated and what is not', async () => {
    const { reason } = await runtime.availability();
    expect(reason).toMatch(/read no files but their own.*share the network, processors and memory/);
    expect(reason).toContain(isRoot ? 'users of their own' : "the hub's user");
  });

  it.runIf(isRoot)('leaves no code in the folder for temporary files when the hub ends', async () => {
    const other = await mkdtemp(join(tmpdir(), 'toolwright-process-'));
    const second = (await selectRuntime({ runtime: 'process', stateDir: other })).runtime;
    const before = await readdir(OWN_TEMPORARY);
    const files = new Map([['server.cjs', new Uint8Array()]]);
    await second.buildImage({ name: 'x', version: '1', files, entry: 'server.cjs', labels: {} });
    expect(await readdir(OWN_TEMPORARY)).toHaveLength(before.length + 1);
    await second.close();
    expect(await readdir(OWN_TEMPORARY)).toEqual(before);
    await rm(other, { recursive: true, force: true });
  });
});

describe("the flags of Node's permission model", () => {
  it.each([
    ['20.19.0', '--experimental-permission', false],
    ['22.12.0', '--experimental-permission', false],
    ['22.13.0', '--permission', false],
    ['24.1.0', '--permission', false],
    ['25.0.0', '--permission', true],
  ])('fit Node %s', (version, flag, network) => {
    const flags = permissionFlags('/folder', version);
    expect(flags[0]).toBe(flag);
    expect(flags.includes('--allow-net')).toBe(network);
    expect(flags).not.toContain('--allow-worker');
  });
});

async function ask<T>(address: string | undefined): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await (await fetch(address ?? '')).json()) as T;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(25);
    }
  }
}

async function connected({ address }: ContainerState): Promise<Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(`${address ?? ''}/mcp`)));
      return client;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(25);
    }
  }
}
