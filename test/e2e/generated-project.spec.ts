import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderProject, writeProjectFolder } from '#lib/server-project';
import { startSampleUpstream, type SampleUpstream } from '../../apps/api/sample/sample-upstream.js';
import { cleanEnvironment } from '../support/generated-project.js';
import { toolsOf } from '../support/read-spec.js';

const run = promisify(execFile);
const SAMPLE = fileURLToPath(new URL('../../apps/api/sample/openapi.yaml', import.meta.url));

/** Without a registry nothing can be installed, and the suite is skipped. */
const hasRegistry =
  process.env['TOOLWRIGHT_TEST_REQUIRE'] === 'all' ||
  (await run('npm', [
    'view',
    'typescript@6.0.3',
    'version',
    '--fetch-retries=0',
    '--fetch-timeout=5000',
  ]).then(
    () => true,
    () => false,
  ));

/** What a newcomer does: download the project, follow its README, connect a client. */
describe.skipIf(!hasRegistry)('the generated sample project, by its README (wants an npm registry)', () => {
  let root = '';
  let folder = '';
  let upstream: SampleUpstream;
  let commands: string[] = [];

  beforeAll(async () => {
    upstream = await startSampleUpstream();
    root = await mkdtemp(join(tmpdir(), 'readme-'));
    const project = await renderProject(await toolsOf(SAMPLE));
    folder = join(root, project.name);
    await writeProjectFolder(project, folder);
    const [, block = ''] = /## Start\n[^]*?```sh\n([^]*?)```/u.exec(project.files.get('README.md')!) ?? [];
    commands = block.split('\n').map((line) => line.replace(/#.*$/u, '').trim());
  });
  afterAll(async () => {
    await upstream.close();
    await rm(root, { recursive: true });
  });

  const npm = async (...args: string[]) =>
    run('npm', args, { cwd: folder, timeout: 240_000, env: cleanEnvironment() });

  it('names the commands that are tried here', () => {
    expect(commands).toEqual([
      'npm install',
      'npm run build',
      'npm test',
      'npm start -- --stdio',
      'npm start -- --http 8080',
      '',
    ]);
  });

  it('installs exactly what its lock file says, builds, and passes its tests', async () => {
    const lock = await readFile(join(folder, 'package-lock.json'), 'utf8');
    await npm('ci');
    await npm('install');
    expect(await readFile(join(folder, 'package-lock.json'), 'utf8')).toBe(lock);
    await npm('run', 'build');
    const { stdout } = await npm('test');
    expect(stdout).toContain('# fail 0');
  });

  it('starts over stdio and answers from the API', async () => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const env = { ...(cleanEnvironment() as Record<string, string>), UPSTREAM_BASE_URL: upstream.url };
    await client.connect(
      new StdioClientTransport({ command: 'npm', args: ['start', '--', '--stdio'], cwd: folder, env }),
    );
    await callOneTool(client);
  });

  it('starts over HTTP and answers from the API', async () => {
    const port = await freePort();
    const child = spawn('npm', ['start', '--', '--http', String(port)], {
      cwd: folder,
      env: { ...cleanEnvironment(), UPSTREAM_BASE_URL: upstream.url },
      stdio: 'ignore',
      detached: true,
    });
    try {
      await healthy(`http://127.0.0.1:${port}/healthz`);
      const client = new Client({ name: 'test', version: '1.0.0' });
      await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
      await callOneTool(client);
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    }
  });
});

async function callOneTool(client: Client): Promise<void> {
  try {
    const result = await client.callTool({ name: 'listBooks', arguments: { search: 'island' } });
    expect(JSON.stringify(result)).toContain('Treasure Island');
  } finally {
    await client.close();
  }
}

async function healthy(url: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
