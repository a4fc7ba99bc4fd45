import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toolData, type RunningHttpServer, type ToolData } from '#lib/server-runtime';
import { readConfig, type ServerConfig } from '../../../libs/server-runtime/src/config.js';
import type { CustomCode } from '../../../libs/server-runtime/src/custom.js';
import { LazyHandler } from '../../../libs/server-runtime/src/http/lazy-handler.js';
import { startHttpServer } from '../../../libs/server-runtime/src/http-server.js';
import { Log } from '../../../libs/server-runtime/src/log.js';
import { Changes } from '../../../libs/server-runtime/src/mcp/changes.js';
import { ToolList } from '../../../libs/server-runtime/src/mcp/tool-list.js';
import { CodeSurface } from '../../../libs/server-runtime/src/modes/code/code-surface.js';
import { Sandbox } from '../../../libs/server-runtime/src/modes/code/sandbox.js';
import { SearchSurface } from '../../../libs/server-runtime/src/modes/search/search-surface.js';
import { ToolCaller } from '../../../libs/server-runtime/src/tool-caller.js';
import { compileSandboxWorker } from '../../support/sandbox-worker-file.js';
import { tool } from '../../support/tool-sets.js';

const DESTROYS = { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true };

describe("the owner's hooks and questions, in the modes search and code", () => {
  const seen: string[] = [];
  const hooked: string[] = [];
  let upstream: Server;
  let worker: Awaited<ReturnType<typeof compileSandboxWorker>>;
  let data: ToolData;
  let server: RunningHttpServer;
  let client: Client;

  beforeAll(async () => {
    worker = await compileSandboxWorker();
    upstream = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const open = {
      ...tool('list_pets', 'GET', '/pets'),
      annotations: { ...DESTROYS, readOnlyHint: true, destructiveHint: false },
    };
    const close = { ...tool('drop_pet', 'DELETE', '/pets/{id}'), annotations: DESTROYS };
    const tools = [open, close].map((one) => ({ ...one, binding: { ...one.binding, security: [] } }));
    const manifest = {
      format: 1 as const,
      name: 'pets',
      title: 'Pets',
      version: '1',
      credentials: {},
      toolCount: 2,
      toolFiles: ['pets.json'],
      servers: [{ url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, variables: {} }],
    };
    data = toolData(manifest, [{ tag: 'pets', tools }]);
  });
  afterAll(async () => {
    upstream.close();
    await worker.remove();
  });
  afterEach(async () => {
    await client.close();
    await server.close();
    seen.length = 0;
    hooked.length = 0;
  });

  const hooks: CustomCode = {
    beforeCall: ({ name, arguments: args }) => {
      hooked.push(name);
      return args['id'] === 'mine'
        ? { result: { isError: true, content: [{ type: 'text', text: 'not that one' }] } }
        : undefined;
    },
  };

  async function serve(
    mode: 'search' | 'code',
    env: Record<string, string> = {},
    custom = hooks,
  ): Promise<void> {
    const config = readConfig({ LOG_LEVEL: 'silent', ...env });
    const surface = mode === 'search' ? new SearchSurface({ data, config }) : codeSurface(config);
    const log = new Log('silent');
    const caller = new ToolCaller(data, config, log);
    const list = new ToolList(surface, custom);
    const handler = new LazyHandler({ data, surface, list, custom, caller, log, changes: new Changes() });
    server = await startHttpServer({ handler, port: 0 });
    client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  }

  function codeSurface(config: ServerConfig): CodeSurface {
    return new CodeSurface(
      { data, config },
      new Sandbox(worker.url, { ...config.code, maxOutputChars: 1_000 }),
    );
  }

  async function call(
    name: string,
    args: Record<string, unknown>,
  ): Promise<{ text: string; isError: boolean }> {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const parts = content as { text?: string }[];
    return { text: parts.map(({ text }) => text ?? '').join('\n'), isError: isError === true };
  }

  it('search: hooks see the operation that is called, and may refuse it', async () => {
    await serve('search');
    expect(await call('call', { name: 'drop_pet', arguments: { id: '7' } })).toMatchObject({
      isError: false,
    });
    expect(await call('call', { name: 'drop_pet', arguments: { id: 'mine' } })).toEqual({
      isError: true,
      text: 'not that one',
    });
    expect(hooked).toEqual(['drop_pet', 'drop_pet']);
    expect(seen).toEqual(['DELETE /pets/7']);
    await expect(client.callTool({ name: 'drop_pet', arguments: { id: '7' } })).rejects.toThrow(
      'Unknown tool',
    );
  });

  it('code: hooks see every call that the code makes, and may refuse it', async () => {
    await serve('code');
    const code = `await api.list_pets(); await api.drop_pet({ id: '7' });
      try { await api.drop_pet({ id: 'mine' }) } catch (error) { return error.message }`;
    expect(await call('execute', { code })).toEqual({ isError: false, text: '"not that one"' });
    expect(hooked).toEqual(['execute', 'list_pets', 'drop_pet', 'drop_pet']);
    expect(seen).toEqual(['GET /pets', 'DELETE /pets/7']);
  });

  it('asks before what may destroy, however it is reached', async () => {
    await serve('search', { CONFIRM_DESTRUCTIVE: '1' });
    expect(await call('call', { name: 'list_pets' })).toMatchObject({ isError: false });
    const refused = { isError: true, text: expect.stringContaining('CONFIRM_DESTRUCTIVE') };
    expect(await call('call', { name: 'drop_pet', arguments: { id: '7' } })).toMatchObject(refused);
    expect(await call('call', { name: 'drop_pet', arguments: '{"id":"7"}' })).toMatchObject(refused);
    expect(seen).toEqual(['GET /pets']);
    await client.close();
    await server.close();
    await serve('code', { CONFIRM_DESTRUCTIVE: '1' });
    expect(await call('execute', { code: 'await api.drop_pet({ id: "7" })' })).toMatchObject(refused);
    expect(seen).toEqual(['GET /pets']);
  });
});
