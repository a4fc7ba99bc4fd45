import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/toolwright.mjs', import.meta.url));
const PETSTORE = fileURLToPath(new URL('../specs/petstore-3.0.yaml', import.meta.url));

describe('the command line', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-cli-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('inspects a description, as text and as JSON', async () => {
    const text = await toolwright('inspect', PETSTORE);
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/getPetById +\d+ +GET \/pet\/\{petId\}/);
    const json = JSON.parse((await toolwright('inspect', PETSTORE, '--json')).stdout) as {
      tools: { tokens: number }[];
      tokens: number;
    };
    expect(json.tools).toHaveLength(19);
    expect(json.tokens).toBe(json.tools.reduce((sum, tool) => sum + tool.tokens, 0));
  });

  it('generates into a new folder and refuses one that holds something', async () => {
    const out = join(folder, 'project');
    const first = await toolwright('generate', PETSTORE, '--out', out);
    expect(first).toMatchObject({ code: 0 });
    expect(await readdir(out)).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', 'data', 'src', 'README.md']),
    );
    const again = await toolwright('generate', PETSTORE, '--out', out);
    expect(again.code).toBe(4);
    expect(again.stderr).toContain('output-not-empty');
  });

  it('serves a description to an MCP client over standard streams', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [BIN, 'run', PETSTORE, '--stdio'],
        stderr: 'ignore',
      }),
    );
    expect((await client.listTools()).tools).toHaveLength(19);
    const refused = await client.callTool({ name: 'getPetById', arguments: { petId: 'x' } });
    expect(refused.isError).toBe(true);
    await client.close();
  });

  it('tells by its exit code what was wrong', async () => {
    const broken = join(folder, 'broken.yaml');
    await writeFile(broken, 'openapi: 3.1.0\npaths:\n  /a: [');
    expect((await toolwright('inspect', broken)).code).toBe(3);
    expect((await toolwright('inspect', broken)).stderr).toMatch(/spec\/syntax .*broken\.yaml:\d+:\d+/);
    expect((await toolwright('inspect', join(folder, 'none.yaml'))).code).toBe(3);
    expect((await toolwright('inspect')).code).toBe(2);
    expect((await toolwright('run', PETSTORE, '--http', 'x')).code).toBe(2);
  });
});

function toolwright(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
