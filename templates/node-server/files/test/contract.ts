import assert from 'node:assert/strict';
import type { Client, JsonSchemaType } from '@modelcontextprotocol/client';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import custom from '../src/custom/index.js';
import type { ToolDefinition } from '../src/runtime/format.js';
import { valueFor } from './arguments.js';
import { canGive } from './project-data.js';
import type { Upstream } from './upstream.js';

/** Checks schemas one at a time; compiling those of a thousand tools takes many seconds. */
export const jsonSchemaValidator = new CfWorkerJsonSchemaValidator();

/** Why a tool cannot be tried here; a call must never leave this machine. */
export function obstacleOf(tool: ToolDefinition): string | undefined {
  if (isHooked(tool.name)) return 'own code has a say in its calls';
  const address = ownAddress(tool) ?? '/';
  if (tool.binding.kind === 'subscription' && tool.binding.transport === 'websocket')
    return 'it speaks over a WebSocket';
  if (!/^\/(?!\/)/u.test(address)) return `it has an address of its own, ${address}`;
  const { security } = tool.binding;
  const isOpen =
    security.length === 0 || security.some((needs) => needs.every((need) => canGive(need.scheme)));
  if (!isOpen) return 'its credential cannot be made up';
  const check = jsonSchemaValidator.getValidator(tool.inputSchema as JsonSchemaType);
  return check(valueFor(tool.inputSchema)).valid
    ? undefined
    : 'no arguments were found that its schema allows';
}

function ownAddress({ binding }: ToolDefinition): string | undefined {
  return (binding.kind === 'subscription' ? binding.endpoint : undefined) ?? binding.servers?.[0]?.url;
}

function isHooked(name: string): boolean {
  if (custom.beforeCall !== undefined || custom.afterCall !== undefined) return true;
  return Object.hasOwn(custom.hooks ?? {}, name);
}

/** Calls a tool with the least that its schema asks for, and looks at what reached the API. */
export async function checkCall(client: Client, upstream: Upstream, tool: ToolDefinition): Promise<void> {
  upstream.seen.length = 0;
  upstream.answer = answerOf(tool);
  const args = valueFor(tool.inputSchema) as Record<string, unknown>;
  const given = `called with ${JSON.stringify(args)}`;
  const result = await client.callTool({ name: tool.name, arguments: args });
  assert.notEqual(result.isError, true, `${given}, it answered ${JSON.stringify(result.content)}`);
  const [request] = upstream.seen;
  assert.ok(request, `${given}, it sent no request`);
  assert.equal(upstream.seen.length, 1, `${given}, it sent ${upstream.seen.length} requests`);
  assert.equal(request.method, methodOf(tool), `${given}, it used another method`);
  assert.match(
    request.path,
    pathPattern(tool),
    `${given}, it asked for ${request.path}: not ${tool.operation}`,
  );
}

/** GraphQL travels by POST. */
function methodOf({ binding }: ToolDefinition): string {
  return binding.kind === 'http' ? binding.method : 'POST';
}

/** An answer as the API declares it. */
function answerOf(tool: ToolDefinition): Upstream['answer'] {
  const body = tool.outputSchema === undefined ? {} : valueFor(tool.outputSchema);
  if (tool.binding.kind === 'subscription')
    return { contentType: 'text/event-stream', body: 'event: next\ndata: {}\n\nevent: complete\ndata:\n\n' };
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
