import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import custom from '../src/custom/index.js';
import { checkCall, jsonSchemaValidator, obstacleOf } from './contract.js';
import { credentials, manifest, tools } from './project-data.js';
import { MAIN, startHttpServer, type HttpServer } from './server-process.js';
import { startUpstream, type Upstream } from './upstream.js';

/** Own tools come on top; one that is named like a generated tool takes its place. */
const own = new Set(custom.tools?.map((tool) => tool.name));
const generated = tools.filter((tool) => !own.has(tool.name));
const names = generated.map((tool) => tool.name);
let upstream: Upstream;
let env: Record<string, string>;

before(async () => {
  upstream = await startUpstream();
  env = { ...credentials, UPSTREAM_BASE_URL: upstream.url, TOOL_MODE: 'tools' };
});
after(() => upstream.close());

test('every tool is counted', () => {
  assert.equal(tools.length, manifest.toolCount);
});

test('over stdio, every tool is listed, and one is called', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' }, { jsonSchemaValidator });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN, '--stdio'], env }));
  try {
    assert.deepEqual(await listGenerated(client), names);
    const callable = generated.find((tool) => obstacleOf(tool) === undefined);
    if (callable !== undefined) await checkCall(client, upstream, callable);
  } finally {
    await client.close();
  }
});

test('in every mode, the server lists what belongs to it', async () => {
  const lists = { tools: names, search: ['search', 'describe', 'call'], code: ['search', 'execute'] };
  for (const [mode, expected] of Object.entries(lists)) {
    const client = new Client({ name: 'test', version: '1.0.0' }, { jsonSchemaValidator });
    const moded = { ...env, TOOL_MODE: mode };
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [MAIN, '--stdio'], env: moded }),
    );
    try {
      const offered = expected.filter((name) => !own.has(name));
      assert.deepEqual(await listGenerated(client), offered, mode);
      if (mode !== 'code' || own.has('execute') || custom.beforeCall !== undefined) continue;
      const { content } = await client.callTool({ name: 'execute', arguments: { code: 'return 6 * 7' } });
      assert.deepEqual(content, [{ type: 'text', text: '42' }]);
    } finally {
      await client.close();
    }
  }
});

describe('over HTTP', () => {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { jsonSchemaValidator, versionNegotiation: { mode: 'auto' } },
  );
  let server: HttpServer;

  before(async () => {
    server = await startHttpServer(env);
    await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)));
  });
  after(async () => {
    await client.close();
    await server.stop();
  });

  test('every tool is listed', async () => {
    assert.deepEqual(await listGenerated(client), names);
  });

  describe('each tool sends its request to the API', () => {
    for (const tool of generated)
      test(tool.name, { skip: obstacleOf(tool) ?? false }, () => checkCall(client, upstream, tool));
  });
});

async function listGenerated(client: Client): Promise<string[]> {
  return (await client.listTools()).tools.map((tool) => tool.name).filter((name) => !own.has(name));
}
