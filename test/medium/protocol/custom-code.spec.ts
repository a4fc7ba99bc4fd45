import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CustomCode } from '#lib/server-runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LIST, post, serveFixture, type ServedFixture } from '../../support/served-fixture.js';

type Mode = 'auto' | 'legacy';
const MODES: readonly Mode[] = ['auto', 'legacy'];
type Answer = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, boolean | string> };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function serve(custom: CustomCode, env: Record<string, string> = {}): Promise<ServedFixture> {
  const server = await serveFixture({ custom, env });
  open.push(server);
  return server;
}

/** With a person behind it when `answer` is given. */
async function connect(server: ServedFixture, mode: Mode, answer?: () => Answer): Promise<Client> {
  const capabilities = answer === undefined ? {} : { elicitation: { form: {} } };
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode }, capabilities });
  if (answer !== undefined) client.setRequestHandler('elicitation/create', () => answer());
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  open.push(client);
  return client;
}

const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text;

describe.each(MODES)('own code, for a client that is %s', (mode) => {
  it('adds a tool after the generated ones, whose arguments are checked', async () => {
    const server = await serve({
      tools: [
        {
          name: 'add',
          description: 'Add.',
          inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
          call: ({ a }) => String(Number(a) + 1),
        },
        {
          name: 'test_simple_text',
          description: 'In place of the generated one.',
          call: () => {
            throw new Error('It went wrong.');
          },
        },
      ],
    });
    const client = await connect(server, mode);
    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect(names.slice(-2)).toEqual(['add', 'test_simple_text']);
    expect(new Set(names).size).toBe(names.length);
    expect(textOf(await client.callTool({ name: 'add', arguments: { a: '2' } }))).toBe('3');
    const wrong = await client.callTool({ name: 'add', arguments: { a: 'x' } });
    expect(wrong.isError).toBe(true);
    const thrown = await client.callTool({ name: 'test_simple_text' });
    expect(thrown).toMatchObject({ isError: true, content: [{ text: 'It went wrong.' }] });
    expect(server.api.seen).toEqual([]);
  });

  it('changes, refuses and completes calls', async () => {
    const server = await serve({
      beforeCall: (call) => {
        if (call.annotations.readOnlyHint !== true)
          return { result: { content: [{ type: 'text', text: 'Refused.' }], isError: true } };
        return { arguments: { ...call.arguments, id: 'changed' } };
      },
      afterCall: (call, result) => ({ ...result, content: [{ type: 'text', text: call.name }] }),
    });
    const client = await connect(server, mode);
    expect(textOf(await client.callTool({ name: 'get_item', arguments: { id: 'x' } }))).toBe('get_item');
    expect(textOf(await client.callTool({ name: 'delete_item', arguments: { id: 'x' } }))).toBe('Refused.');
    expect(server.api.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /items/changed']);
  });

  it('does not run the API when a hook fails', async () => {
    const server = await serve({
      beforeCall: () => {
        throw new Error('Not today.');
      },
    });
    const client = await connect(server, mode);
    const result = await client.callTool({ name: 'get_item', arguments: { id: 'x' } });
    expect(result).toMatchObject({ isError: true, content: [{ text: 'Not today.' }] });
    expect(server.api.seen).toEqual([]);
  });

  it('calls generated tools, asks the person, and remembers over rounds', async () => {
    const server = await serve({
      asksClient: true,
      tools: [
        {
          name: 'pick',
          description: 'Asks which item to get.',
          call: async (_args, context) => {
            const answer = context.answer('id');
            if (answer.kind !== 'elicit') {
              const { ask } = await import('../../../libs/server-runtime/src/custom.js');
              const id = ask.elicit({
                message: 'Which?',
                requestedSchema: { type: 'object', properties: { id: { type: 'string' } } },
              });
              return context.ask({ id }, { round: 1 });
            }
            expect(context.state()).toEqual({ round: 1 });
            return context.callTool('get_item', { id: String(answer.content?.['id']) });
          },
        },
      ],
    });
    const client = await connect(server, mode, () => ({ action: 'accept', content: { id: 'seven' } }));
    expect(textOf(await client.callTool({ name: 'pick' }))).toContain('seven');
  });

  it('completes arguments of prompts', async () => {
    const server = await serve({
      prompts: [
        {
          name: 'plan',
          arguments: [{ name: 'day', required: true, complete: (typed) => [`${typed}day`] }],
          get: ({ day }) => `Plan ${day}`,
        },
      ],
    });
    const client = await connect(server, mode);
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'plan' },
      argument: { name: 'day', value: 'mon' },
    });
    expect(completion.values).toEqual(['monday']);
    const { messages } = await client.getPrompt({ name: 'plan', arguments: { day: 'monday' } });
    expect(messages).toMatchObject([{ role: 'user', content: { text: 'Plan monday' } }]);
    await expect(client.getPrompt({ name: 'plan' })).rejects.toMatchObject({ code: -32_602 });
  });
});

describe.each(MODES)('CONFIRM_DESTRUCTIVE, for a client that is %s', (mode) => {
  const env = { CONFIRM_DESTRUCTIVE: '1' };
  const remove = { name: 'delete_item', arguments: { id: 'x' } };

  it('asks once, and sends what was confirmed', async () => {
    const server = await serve({ beforeCall: () => ({ arguments: { id: 'changed' } }) }, env);
    const answer = vi.fn(() => ({ action: 'accept', content: { confirm: true } }) satisfies Answer);
    const client = await connect(server, mode, answer);
    expect((await client.callTool(remove)).isError).not.toBe(true);
    expect(answer).toHaveBeenCalledTimes(1);
    expect(server.api.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /items/changed']);
  });

  it.each<Answer>([
    { action: 'decline' },
    { action: 'cancel' },
    { action: 'accept', content: { confirm: false } },
  ])('sends nothing after %j', async (answer) => {
    const server = await serve({}, env);
    const client = await connect(server, mode, () => answer);
    expect((await client.callTool(remove)).isError).toBe(true);
    expect(server.api.seen).toEqual([]);
  });

  it('refuses where nobody can be asked, and lets reading through', async () => {
    const server = await serve({}, env);
    const client = await connect(server, mode);
    const refused = await client.callTool(remove);
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain('CONFIRM_DESTRUCTIVE');
    expect(server.api.seen).toEqual([]);
    const read = await client.callTool({ name: 'get_item', arguments: { id: 'x' } });
    expect(read.isError).not.toBe(true);
  });
});

it.each(['modern', 'legacy'] as const)('tells a %s client that listens what changed', async (era) => {
  let change = () => {};
  const server = await serve(
    {
      resources: [{ uri: 'notes://today', name: 'today', read: () => 'Nothing.' }],
      start: (started) => {
        change = () => started.resourceUpdated('notes://today');
      },
    },
    { LEGACY_SESSIONS: 'on' },
  );
  const client = await connect(server, era === 'modern' ? 'auto' : 'legacy');
  const seen: string[] = [];
  client.setNotificationHandler(
    'notifications/resources/updated',
    ({ params }) => void seen.push(params.uri),
  );
  if (era === 'legacy') await client.subscribeResource({ uri: 'notes://today' });
  else await client.listen({ resourceSubscriptions: ['notes://today'] });
  await vi.waitFor(() => {
    change();
    expect(seen).toContain('notes://today');
  }, 5_000);
});

describe('sessions of older clients', () => {
  const hello = (capabilities: object) => ({
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1' } },
  });
  const sessionOf = async (server: ServedFixture, capabilities: object) => {
    const response = await post(server.url, hello(capabilities));
    await response.text();
    return response.headers.get('mcp-session-id');
  };

  it('are there for those alone that can be asked, where the server asks', async () => {
    const asking = await serve({ asksClient: true });
    expect(await sessionOf(asking, { elicitation: {} })).toMatch(/^[\w-]{36}$/u);
    expect(await sessionOf(asking, {})).toBeNull();
    expect(await sessionOf(await serve({}), { elicitation: {} })).toBeNull();
  });

  it('end when the client says so, and are not made up', async () => {
    const server = await serve({}, { LEGACY_SESSIONS: 'on' });
    const headers = { 'mcp-session-id': (await sessionOf(server, {}))! };
    const listed = await post(server.url, LIST, headers);
    expect(listed.status).toBe(200);
    await listed.text();
    expect((await fetch(server.url, { method: 'DELETE', headers })).status).toBe(200);
    expect((await post(server.url, LIST, headers)).status).toBe(404);
    expect((await post(server.url, LIST, { 'mcp-session-id': 'made-up' })).status).toBe(404);
  });
});

it('a yes counts for the arguments that were shown, and no others', async () => {
  const server = await serve({}, { CONFIRM_DESTRUCTIVE: '1' });
  const first = await modern(server.url, { id: 'shown' });
  const state = first['requestState'];
  expect(first).toMatchObject({ resultType: 'input_required' });
  const yes = { confirm: { action: 'accept', content: { confirm: true } } };
  const other = await modern(server.url, { id: 'other' }, { inputResponses: yes, requestState: state });
  expect(other).toMatchObject({ resultType: 'input_required' });
  const unasked = await modern(server.url, { id: 'shown' }, { inputResponses: yes });
  expect(unasked).toMatchObject({ resultType: 'input_required' });
  expect(server.api.seen).toEqual([]);
  await modern(server.url, { id: 'shown' }, { inputResponses: yes, requestState: state });
  expect(server.api.seen).toHaveLength(1);
});

async function modern(url: string, args: object, more: object = {}): Promise<Record<string, unknown>> {
  const version = '2026-07-28';
  const meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const params = { name: 'delete_item', arguments: args, _meta: meta, ...more };
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': version,
      'mcp-method': 'tools/call',
      'mcp-name': 'delete_item',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return ((await response.json()) as { result: Record<string, unknown> }).result;
}
