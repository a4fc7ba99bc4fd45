import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderProject } from '#lib/server-project';
import { compileProject, writeLinkedProject } from '../support/generated-project.js';
import { buildServer, startServer } from '../support/started-server.js';
import { smallToolSet } from '../support/tool-sets.js';

interface Entry {
  readonly type?: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}
interface Settings {
  readonly mcpServers?: Record<string, Entry>;
  readonly servers?: Record<string, Entry>;
  readonly inputs?: readonly object[];
}

const NAME = 'tide-tables';
const project = await renderProject(smallToolSet());
const readme = project.files.get('README.md')!;
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\\n\`\`\`${language}\\n([^]*?)\`\`\``, 'gu'))].map(([, text = '']) => text);
const settings = blocks('json').map((text) => JSON.parse(text) as Settings);
const MAIN = `/path/to/${project.name}/dist/src/main.js`;

describe("the README's settings for clients", () => {
  it('have the form that each client reads', () => {
    const [plain, code, vscode, ...more] = settings;
    const start = { command: 'node', args: [MAIN, '--stdio'] };
    expect(plain).toEqual({ mcpServers: { [NAME]: { ...start, env: { TIDE_TABLES_KEY: '...' } } } });
    expect(code).toEqual({
      mcpServers: { [NAME]: { type: 'stdio', ...start, env: { TIDE_TABLES_KEY: '${TIDE_TABLES_KEY}' } } },
    });
    expect(vscode).toEqual({
      inputs: [
        {
          type: 'promptString',
          id: 'TIDE_TABLES_KEY',
          description: expect.stringContaining('API key') as unknown,
          password: true,
        },
      ],
      servers: {
        [NAME]: { type: 'stdio', ...start, env: { TIDE_TABLES_KEY: '${input:TIDE_TABLES_KEY}' } },
      },
    });
    expect(more).toEqual([]);
  });

  it('give Claude Code and Codex the same', () => {
    expect(readme).toContain(
      `\nclaude mcp add --env TIDE_TABLES_KEY=... --transport stdio ${NAME} -- node ${MAIN} --stdio\n`,
    );
    expect(blocks('toml')).toEqual([
      `[mcp_servers.${NAME}]
command = "node"
args = ["${MAIN}", "--stdio"]

[mcp_servers.${NAME}.env]
TIDE_TABLES_KEY = "..."
`,
    ]);
  });

  it('name the entry of each client for a running server', () => {
    const url = 'http://127.0.0.1:8080/mcp';
    const rows: readonly [string, object][] = [
      ['Claude Code', { type: 'http', url }],
      ['Cursor', { url }],
      ['VS Code', { type: 'http', url }],
      ['Windsurf', { serverUrl: url }],
      ['Gemini CLI', { httpUrl: url }],
    ];
    for (const [client, entry] of rows) {
      const [, text = ''] = new RegExp(`\\| ${client} \\| \`(\\{[^\`]*)\``, 'u').exec(readme) ?? [];
      expect(JSON.parse(text), client).toEqual(entry);
    }
  });
});

describe('the server of the README', () => {
  let root = '';
  let folder = '';

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'settings-'));
    folder = join(root, project.name);
    await writeLinkedProject(project, folder);
    await compileProject(folder);
  });
  afterAll(async () => rm(root, { recursive: true }));

  it('starts as the settings say', async () => {
    const [entry] = Object.values(settings[0]?.mcpServers ?? {});
    const { args = [], env = {} } = entry ?? {};
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: args.map((arg) => arg.replace('/path/to', root)),
        env,
        cwd: '/',
      }),
    );
    expect((await client.listTools()).tools).toHaveLength(2);
    await client.close();
  });

  it('answers the requests that are sent by hand', async () => {
    const built = await buildServer(project);
    const server = await startServer(built, {
      UPSTREAM_BASE_URL: 'http://127.0.0.1:9',
      TIDE_TABLES_KEY: 'k',
    });
    const bodies = [...readme.matchAll(/ -d '([^']*)'/gu)].map(([, body = '']) => body);
    const headers = Object.fromEntries(
      [...(/curl .*/u.exec(readme)?.[0] ?? '').matchAll(/-H '([^:]+): ([^']+)'/gu)].map(([, name, value]) => [
        name,
        value,
      ]),
    ) as Record<string, string>;
    try {
      const answers = await Promise.all(
        bodies.map(async (body) => (await fetch(server.url, { method: 'POST', headers, body })).text()),
      );
      expect(answers).toHaveLength(2);
      expect(answers[0]).toContain('"list_harbours"');
      expect(answers[1]).toContain('"isError":true');
      expect(answers[1]).toContain('refused the connection');
    } finally {
      await server.stop();
      await built.remove();
    }
  });
});
