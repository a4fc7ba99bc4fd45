import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ToolMode } from '#lib/server-runtime';
import { bundleProject, renderProject } from '#lib/server-project';
import { countListTokens, countModeTokens, withMode, type ToolSet } from '#lib/tool-mapping';
import { corporaDir } from '../../support/corpora.js';
import { cleanEnvironment } from '../../support/generated-project.js';
import { toolsOf } from '../../support/read-spec.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

const MOST_LIST_TOKENS = 2_000;
const corpora = corporaDir();

describe.skipIf(corpora === undefined)("GitHub's 1,223 operations through a bundled server", () => {
  const seen: Seen[] = [];
  let toolSet: ToolSet;
  let upstream: Server;
  let folder = '';
  let client: Client;

  beforeAll(async () => {
    toolSet = await toolsOf(join(corpora ?? '', 'openapi', 'github/api.github.com.json'));
    folder = await mkdtemp(join(tmpdir(), 'modes-'));
    upstream = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    upstream.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    await client?.close();
    seen.length = 0;
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url } = request;
    seen.push({ method, url, body: await text(request) });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerTo(method, url)));
  }

  async function connect(mode: ToolMode, variables: Record<string, string> = {}): Promise<string> {
    const place = join(folder, mode);
    const { files } = await bundleProject(await renderProject(withMode(toolSet, mode)));
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(place, path)), { recursive: true });
      await writeFile(join(place, path), bytes);
    }
    const { port } = upstream.address() as AddressInfo;
    client = new Client({ name: 'test', version: '1.0.0' });
    const env = {
      PATH: process.env['PATH'] ?? '',
      UPSTREAM_BASE_URL: `http://127.0.0.1:${port}`,
      ...variables,
    };
    const args = [join(place, 'server.cjs'), '--stdio'];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
    return join(place, 'server.cjs');
  }

  async function call(
    name: string,
    args: Record<string, unknown>,
  ): Promise<{ text: string; isError: boolean }> {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const parts = content as { type: string; text?: string }[];
    return { text: parts.map((part) => part.text ?? '').join('\n'), isError: isError === true };
  }

  it('costs little to list in both modes', async () => {
    const costs = await countModeTokens(
      toolSet,
      await countListTokens(toolSet.files.flatMap(({ tools }) => tools)),
    );
    console.log(`tokens of the list: ${JSON.stringify(costs)}`);
    expect(costs.search).toBeLessThanOrEqual(MOST_LIST_TOKENS);
    expect(costs.code).toBeLessThanOrEqual(MOST_LIST_TOKENS);
    expect(costs.tools).toBeGreaterThan(100_000);
  });

  it('search: finds, describes and calls', async () => {
    await connect('search');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search', 'describe', 'call']);
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual([true, true, false]);
    const found = JSON.parse(
      (await call('search', { query: 'open a new issue', limit: 3 })).text,
    ) as object[];
    expect(found).toHaveLength(3);
    expect(found).toContainEqual({
      name: 'issues_create',
      title: 'Create an issue',
      operation: 'POST /repos/{owner}/{repo}/issues',
      required: ['owner', 'repo', 'body'],
    });
    const [described, unknown] = JSON.parse(
      (await call('describe', { names: ['issues_create', 'issues_creat'] })).text,
    ) as Record<string, object>[];
    expect(described).toMatchObject({
      inputSchema: { required: ['owner', 'repo', 'body'] },
      annotations: { readOnlyHint: false },
    });
    expect(unknown).toMatchObject({ error: expect.stringContaining('issues_create') });

    const wrong = await call('call', { name: 'issues_create', arguments: { owner: 'o', repo: 'r' } });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('nothing was sent') });
    expect(await call('call', { name: 'issue_creat' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('issues_create'),
    });
    expect(await call('search', {})).toMatchObject({
      isError: true,
      text: expect.stringContaining('"query" is required'),
    });
    expect(seen).toEqual([]);

    const args = { owner: 'o', repo: 'r', body: { title: 'It fails' } };
    expect(await call('call', { name: 'issues_create', arguments: args })).toMatchObject({ isError: false });
    expect(seen).toMatchObject([{ method: 'POST', url: '/repos/o/r/issues', body: '{"title":"It fails"}' }]);
  });

  it('code: writes signatures and runs code against the API', async () => {
    await connect('code', { CODE_TIMEOUT_MS: '3000', CODE_MAX_CALLS: '20', SECRET_OF_OTHERS: 'canary' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search', 'execute']);
    expect((await call('search', { query: 'open a new issue' })).text).toContain(
      'api.issues_create(args: { owner: string; repo: string; body: { title: string | number;',
    );
    const code = `
      const issues = await api.issues_list_for_repo({ owner: 'o', repo: 'r' });
      console.log('read', issues.length);
      for (const { number } of issues.slice(0, 2))
        await api.issues_create_comment({ owner: 'o', repo: 'r', issue_number: number, body: { body: 'hello' } });
      return issues.map(({ number }) => number);`;
    expect(await call('execute', { code })).toEqual({ isError: false, text: '[1,2,3]\nLog:\nread 3' });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /repos/o/r/issues',
      'POST /repos/o/r/issues/1/comments',
      'POST /repos/o/r/issues/2/comments',
    ]);

    const sent = seen.length;
    const bad: [string, RegExp][] = [
      ['await api.issues_create({ owner: "o" })', /"repo" is required[\s\S]*line 1/],
      ['await api.issue_creat({})', /issues_create/],
      ['while (true) {}', /longer than 3000 ms/],
      ['await new Promise(() => {})', /nothing will settle/],
      ['return "x".repeat(1e6)', /1000002 characters/],
      ['return this.constructor.constructor("return process")().env', /process is not defined|'process'/],
      ['const all = []; for (;;) all.push("x".repeat(1e6) + all.length)', /MB of memory|longer than/],
    ];
    for (const [wrong, reason] of bad)
      expect(await call('execute', { code: wrong })).toMatchObject({
        isError: true,
        text: expect.stringMatching(reason),
      });
    expect(seen).toHaveLength(sent);
    const many = 'for (let i = 0; i < 10_000; i += 1) await api.meta_get_zen()';
    expect(await call('execute', { code: many })).toMatchObject({
      isError: true,
      text: expect.stringContaining('more than 20 calls'),
    });
    expect(seen.length - sent).toBeLessThanOrEqual(20);
    expect(await call('execute', { code: 'return 1 + 1' })).toEqual({ isError: false, text: '2' });
  });

  it('changes its mode with one variable, and says what a bundle lacks', async () => {
    const server = await connect('tools', { TOOL_MODE: 'search' });
    expect((await client.listTools()).tools).toHaveLength(3);
    await client.close();
    const failed = await startError(server, 'code');
    expect(failed).toContain('this bundle was made without the sandbox');
    expect(await startError(server, 'serach')).toContain('TOOL_MODE must be one of tools, search, code');
  });
});

function answerTo(method: string | undefined, url: string | undefined): unknown {
  return method === 'GET' && url === '/repos/o/r/issues'
    ? [1, 2, 3].map((number) => ({ number }))
    : { id: 1 };
}

async function startError(server: string, mode: string): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, [server, '--stdio'], {
    env: { ...cleanEnvironment(), TOOL_MODE: mode, UPSTREAM_BASE_URL: 'http://127.0.0.1:9' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return child.stderr === null ? '' : text(child.stderr);
}
