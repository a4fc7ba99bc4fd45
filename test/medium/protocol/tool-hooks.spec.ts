import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CustomCode } from '#lib/server-runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { serveFixture, type ServedFixture } from '../../support/served-fixture.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function connect(
  custom: CustomCode,
  env: Record<string, string> = {},
): Promise<{ server: ServedFixture; client: Client }> {
  const server = await serveFixture({ custom, env });
  open.push(server);
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { confirm: true } }));
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  open.push(client);
  return { server, client };
}

const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });
const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text;
const requests = ({ api }: ServedFixture) => api.seen.map(({ method, path }) => `${method} ${path}`);

describe('hooks of one tool', () => {
  it('run inside the hooks of every tool, each with what the last one left', async () => {
    const order: string[] = [];
    const { server, client } = await connect({
      beforeCall: (call) => {
        order.push(`every ${String(call.arguments['id'])}`);
        return { arguments: { id: 'b' } };
      },
      afterCall: (_call, result) => {
        order.push(`after every ${textOf(result)}`);
      },
      hooks: {
        get_item: {
          before: (call) => {
            order.push(`one ${String(call.arguments['id'])}`);
            return { arguments: { id: 'c' } };
          },
          after: () => text('one'),
        },
      },
    });
    expect(textOf(await client.callTool({ name: 'get_item', arguments: { id: 'a' } }))).toBe('one');
    expect(order).toEqual(['every a', 'one b', 'after every one']);
    expect(requests(server)).toEqual(['GET /items/c']);
  });

  it('leave other tools alone', async () => {
    const { server, client } = await connect({ hooks: { get_item: { replace: () => 'never' } } });
    await client.callTool({ name: 'delete_item', arguments: { id: 'a' } });
    expect(requests(server)).toEqual(['DELETE /items/a']);
  });

  it('refuse a call', async () => {
    const before = () => ({ result: { ...text('No.'), isError: true } });
    const { server, client } = await connect({ hooks: { get_item: { before } } });
    const refused = await client.callTool({ name: 'get_item', arguments: { id: 'a' } });
    expect(refused).toMatchObject({ isError: true, content: [{ text: 'No.' }] });
    expect(server.api.seen).toEqual([]);
  });

  it('answer in the place of a tool, which clients see as before', async () => {
    const plain = await connect({});
    const { server, client } = await connect({
      hooks: {
        get_item: {
          replace: ({ id }) => ({ ...text(`own ${String(id)}`), structuredContent: { id } }),
          after: (_call, result) => ({ ...result, ...text(`${textOf(result)}!`) }),
        },
        delete_item: { replace: ({ id }) => `kept ${String(id)}` },
      },
    });
    expect(await client.listTools()).toEqual(await plain.client.listTools());
    expect(textOf(await client.callTool({ name: 'get_item', arguments: { id: 'a' } }))).toBe('own a!');
    expect(textOf(await client.callTool({ name: 'delete_item', arguments: { id: 'a' } }))).toBe('kept a');
    const wrong = await client.callTool({ name: 'get_item', arguments: { idd: 'a' } });
    expect(wrong.isError).toBe(true);
    expect(server.api.seen).toEqual([]);
  });

  it('are told when they owe what the output schema promises', async () => {
    const { client } = await connect({ hooks: { get_item: { replace: () => 'text alone' } } });
    const result = await client.callTool({ name: 'get_item', arguments: { id: 'a' } });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('structuredContent');
  });

  it('make the call that they replace, as often as they want', async () => {
    const { server, client } = await connect({
      hooks: {
        get_item: {
          replace: async (args, context) => {
            await context.callTool('get_item', { ...args, id: 'first' });
            return context.callTool('get_item', args);
          },
        },
      },
    });
    await client.callTool({ name: 'get_item', arguments: { id: 'a' } });
    expect(requests(server)).toEqual(['GET /items/first', 'GET /items/a']);
  });

  it('run once where a person has to confirm the call', async () => {
    let runs = 0;
    const before = () => {
      runs += 1;
      return { arguments: { id: 'changed' } };
    };
    const { server, client } = await connect(
      { hooks: { delete_item: { before } } },
      { CONFIRM_DESTRUCTIVE: '1' },
    );
    await client.callTool({ name: 'delete_item', arguments: { id: 'a' } });
    expect(runs).toBe(1);
    expect(requests(server)).toEqual(['DELETE /items/changed']);
  });

  it.each([
    ['get_itm', 'src/custom has a hook for the tool "get_itm", which is not there. Did you mean "get_item"'],
    ['constructor', 'src/custom has a hook for the tool "constructor", which is not there.'],
  ])('stop the server from starting when %s is no tool', async (name, message) => {
    await expect(serveFixture({ custom: { hooks: { [name]: {} } }, env: {} })).rejects.toThrow(message);
  });
});
