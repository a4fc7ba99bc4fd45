import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as FirstHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFixtureApi, type FixtureApi } from '../support/fixture-api.js';
import { cleanEnvironment } from '../support/generated-project.js';
import { npmTool, type NpmTool } from '../support/npm-tool.js';
import { requirement, titled } from '../support/requirements.js';
import { FIXTURE_SPEC } from '../support/served-fixture.js';
import {
  buildServer,
  projectOf,
  startServer,
  type BuiltServer,
  type StartedServer,
} from '../support/started-server.js';

let api: FixtureApi;
let built: BuiltServer;
let server: StartedServer;

beforeAll(async () => {
  api = await startFixtureApi();
  built = await buildServer(await projectOf(FIXTURE_SPEC));
  server = await startServer(built, { UPSTREAM_BASE_URL: api.url });
});
afterAll(async () => {
  await server?.stop();
  await built?.remove();
  await api?.close();
});

const TRANSPORTS = ['stdio', 'HTTP'] as const;
type Transport = (typeof TRANSPORTS)[number];

const ITEM = { name: 'get_item', arguments: { id: 'seven' } };

const stdio = () => ({
  command: process.execPath,
  args: [built.entry, '--stdio'],
  env: { UPSTREAM_BASE_URL: api.url },
});

describe.each(TRANSPORTS)('official clients over %s', (transport) => {
  it.each([
    ['auto', { mode: 'auto' }, 'modern'],
    ['legacy', { mode: 'legacy' }, 'legacy'],
    ['pinned to 2026-07-28', { mode: { pin: '2026-07-28' } }, 'modern'],
  ] as const)('version 2, %s', async (_name, versionNegotiation, era) => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation });
    await client.connect(
      transport === 'stdio'
        ? new StdioClientTransport(stdio())
        : new StreamableHTTPClientTransport(new URL(server.url)),
    );
    expect(client.getProtocolEra()).toBe(era);
    expect((await client.listTools()).tools).toHaveLength(8);
    expect(await client.callTool(ITEM)).toMatchObject({ structuredContent: { id: 'seven' } });
    await cancels(async (signal) => client.callTool({ name: 'slow' }, { signal }), transport, era);
    await client.close();
  });

  it('version 1', async () => {
    const client = new FirstClient({ name: 'test', version: '1' });
    await client.connect(
      transport === 'stdio' ? new FirstStdio(stdio()) : new FirstHttp(new URL(server.url)),
    );
    expect((await client.listTools()).tools).toHaveLength(8);
    expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(1);
    expect(await client.callTool(ITEM)).toMatchObject({ structuredContent: { id: 'seven' } });
    await client.close();
  });
});

/** Over HTTP an older client without a session has no way to cancel. */
async function cancels(
  call: (signal: AbortSignal) => Promise<unknown>,
  transport: Transport,
  era: 'modern' | 'legacy',
): Promise<void> {
  if (transport === 'HTTP' && era === 'legacy') return;
  const before = api.aborted.length;
  const controller = new AbortController();
  const pending = call(controller.signal);
  pending.catch(() => undefined);
  await vi.waitFor(() => expect(api.seen.at(-1)?.path).toBe('/slow'), 5_000);
  controller.abort();
  await vi.waitFor(() => expect(api.aborted).toHaveLength(before + 1), 5_000);
}

it('50 clients at once list and call without crossing', async () => {
  const rounds = 4;
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const mode = index % 2 === 0 ? 'auto' : 'legacy';
      const client = new Client({ name: `c${index}`, version: '1' }, { versionNegotiation: { mode } });
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
      const { tools } = await client.listTools();
      const ids = Array.from({ length: rounds }, (_unused, round) => `${index}-${round}`);
      const got = await Promise.all(
        ids.map(async (id) => client.callTool({ name: 'get_item', arguments: { id } })),
      );
      await client.close();
      expect(got.map((result) => result.structuredContent)).toEqual(ids.map((id) => ({ id })));
      return tools.length;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, () => 8));
  expect(server.child.exitCode).toBeNull();
});

interface CommandLineClient {
  readonly tool: NpmTool;
  readonly program: string;
  list(transport: Transport): string[];
  call(transport: Transport): string[];
}

const inspector = (tool: NpmTool, era?: string): CommandLineClient => {
  const target = (transport: Transport) => [
    '--cli',
    // Version 2 hands nothing of its own environment on.
    ...(transport === 'HTTP'
      ? [server.url, '--transport', 'http']
      : ['-e', `UPSTREAM_BASE_URL=${api.url}`, process.execPath, built.entry, '--stdio']),
    ...(era === undefined ? [] : ['--protocol-era', era]),
    '--method',
  ];
  return {
    tool,
    program: 'mcp-inspector',
    list: (transport) => [...target(transport), 'tools/list'],
    call: (transport) => [
      ...target(transport),
      'tools/call',
      '--tool-name',
      'get_item',
      '--tool-arg',
      'id=seven',
    ],
  };
};

const porter: CommandLineClient = (() => {
  const target = (transport: Transport) =>
    transport === 'HTTP'
      ? ['--http-url', server.url, '--allow-http']
      : ['--stdio', `${process.execPath} ${built.entry} --stdio`];
  return {
    tool: 'mcporter',
    program: 'mcporter',
    list: (transport) => ['list', ...target(transport), '--name', 'fixture', '--schema'],
    call: (transport) => [
      'call',
      ...target(transport),
      '--tool',
      'get_item',
      '--args',
      '{"id":"seven"}',
      '--output',
      'json',
    ],
  };
})();

const COMMAND_LINES = [
  { name: 'inspector 1', client: inspector('inspector-1') },
  { name: 'inspector 2, modern', client: inspector('inspector-2', 'modern') },
  { name: 'inspector 2, legacy', client: inspector('inspector-2', 'legacy') },
  { name: 'mcporter', client: porter },
];

for (const { name, client } of COMMAND_LINES) {
  const needed = await requirement(client.tool);
  describe.skipIf(!needed.available)(titled(`the command line of ${name}`, needed), () => {
    it.each(TRANSPORTS)('lists and calls over %s', async (transport) => {
      const listed = await output(client, client.list(transport));
      expect(listed).toContain('test_simple_text');
      expect(listed).toContain('delete_item');
      expect(await output(client, client.call(transport))).toMatch(/seven/u);
    });
  });
}

async function output({ tool, program }: CommandLineClient, args: string[]): Promise<string> {
  const folder = (await npmTool(tool))!;
  const modules = folder.slice(0, folder.lastIndexOf('node_modules') + 'node_modules'.length);
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(modules, '.bin', program), ...args],
      { timeout: 60_000, env: { ...cleanEnvironment(), UPSTREAM_BASE_URL: api.url } },
      (error, stdout, stderr) =>
        error === null
          ? resolve(stdout)
          : reject(new Error(`${basename(folder)} failed:\n${stdout}\n${stderr}`, { cause: error })),
    );
  });
}
