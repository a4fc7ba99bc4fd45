import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport, type JsonSchemaType } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import custom from '../src/custom/index.js';
import type { ToolDefinition } from '../src/runtime/format.js';
import { valueFor } from './arguments.js';
import { canGive, credentials, manifest, tools } from './project-data.js';
import { MAIN, startHttpServer } from './server-process.js';
import { startUpstream, type Upstream } from './upstream.js';

/** Checks schemas one at a time; compiling those of a thousand tools takes many seconds. */
const jsonSchemaValidator = new CfWorkerJsonSchemaValidator();
/** Own tools come on top; one that is named like a generated tool takes its place. */
const own = new Set(custom.tools?.map((tool) => tool.name));
const generated = tools.filter((tool) => !own.has(tool.name));
const names = generated.map((tool) => tool.name);
let upstream: Upstream;

before(async () => {
  upstream = await startUpstream();
});
after(() => upstream.close());

test('every tool is counted', () => {
  assert.equal(tools.length, manifest.toolCount);
});

test('over stdio, the tools are listed and can be called', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' }, { jsonSchemaValidator });
  const env = { ...credentials, UPSTREAM_BASE_URL: upstream.url, TOOL_MODE: 'tools' };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN, '--stdio'], env }));
  try {
    assert.deepEqual(await listGenerated(client), names);
    for (const tool of generated.filter((candidate) => obstacleOf(candidate) === undefined).slice(0, 5))
      assert.equal(await faultOf(client, tool), undefined, tool.name);
  } finally {
    await client.close();
  }
});

test('in every mode, the server lists what belongs to it', async () => {
  const lists = { tools: names, search: ['search', 'describe', 'call'], code: ['search', 'execute'] };
  for (const [mode, expected] of Object.entries(lists)) {
    const client = new Client({ name: 'test', version: '1.0.0' }, { jsonSchemaValidator });
    const env = { ...credentials, UPSTREAM_BASE_URL: upstream.url, TOOL_MODE: mode };
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN, '--stdio'], env }));
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

test('over HTTP, every tool sends its request to the API', async (context) => {
  const server = await startHttpServer({ ...credentials, UPSTREAM_BASE_URL: upstream.url, TOOL_MODE: 'tools' });
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { jsonSchemaValidator, versionNegotiation: { mode: 'auto' } },
  );
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)));
    assert.deepEqual(await listGenerated(client), names);
    const faults: string[] = [];
    for (const tool of generated) {
      const obstacle = obstacleOf(tool);
      if (obstacle !== undefined) {
        context.diagnostic(`${tool.name} was not called: ${obstacle}`);
        continue;
      }
      const fault = await faultOf(client, tool);
      if (fault !== undefined) faults.push(`${tool.name}: ${fault}`);
    }
    assert.deepEqual(faults, []);
  } finally {
    await client.close();
    await server.stop();
  }
});

async function listGenerated(client: Client): Promise<string[]> {
  return (await client.listTools()).tools.map((tool) => tool.name).filter((name) => !own.has(name));
}

/** Why a tool cannot be tried here; a call must never leave this machine. */
function obstacleOf(tool: ToolDefinition): string | undefined {
  if (custom.beforeCall !== undefined || custom.afterCall !== undefined) return 'own code has a say in calls';
  const own = tool.binding.servers?.[0]?.url ?? '/';
  if (!/^\/(?!\/)/u.test(own)) return `it has an address of its own, ${own}`;
  const { security } = tool.binding;
  const isOpen =
    security.length === 0 || security.some((needs) => needs.every((need) => canGive(need.scheme)));
  if (!isOpen) return 'its credential cannot be made up';
  const check = jsonSchemaValidator.getValidator(tool.inputSchema as JsonSchemaType);
  return check(valueFor(tool.inputSchema)).valid
    ? undefined
    : 'no arguments were found that its schema allows';
}

/** Calls a tool with the least that its schema asks for; tells what went wrong, if anything. */
async function faultOf(client: Client, tool: ToolDefinition): Promise<string | undefined> {
  upstream.seen.length = 0;
  upstream.answer = answerOf(tool);
  const result = await client.callTool({
    name: tool.name,
    arguments: valueFor(tool.inputSchema) as Record<string, unknown>,
  });
  if (result.isError === true) return JSON.stringify(result.content);
  const [request, ...more] = upstream.seen;
  if (request === undefined || more.length > 0) return `${upstream.seen.length} requests instead of one`;
  if (request.method !== methodOf(tool)) return `sent as ${request.method}`;
  return pathPattern(tool).test(request.path) ? undefined : `sent to ${request.path}`;
}

/** GraphQL travels by POST. */
function methodOf({ binding }: ToolDefinition): string {
  return binding.kind === 'http' ? binding.method : 'POST';
}

/** An answer as the API declares it. */
function answerOf(tool: ToolDefinition): Upstream['answer'] {
  const body = tool.outputSchema === undefined ? {} : valueFor(tool.outputSchema);
  const whole = tool.binding.kind === 'graphql' ? { data: body } : body;
  return { contentType: 'application/json', body: JSON.stringify(whole) };
}

/** Matches what the path can become: `{name}` stands for any text without a slash; a query is left out. */
function pathPattern({ binding }: ToolDefinition): RegExp {
  const base = (binding.servers?.[0]?.url ?? '').replace(/\/+$/u, '');
  const literal = (base + (binding.kind === 'http' ? binding.path : '/'))
    .replace(/\?.*$/u, '')
    .split(/\{[^}]*\}/u)
    .map((text) => encodeURI(text).replaceAll('%25', '%').replaceAll('#', '%23'))
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
  return new RegExp(`^${literal.join('[^/]*')}$`, 'u');
}
