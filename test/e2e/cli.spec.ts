import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/toolwright.mjs', import.meta.url));
const PETSTORE = fileURLToPath(new URL('../specs/petstore-3.0.yaml', import.meta.url));
const OVERLAY = fileURLToPath(new URL('../specs/petstore-overlay.yaml', import.meta.url));

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
    const taken = join(folder, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'mine.txt'), '');
    const refused = await toolwright('generate', PETSTORE, '--out', taken);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('output-not-empty');
  });

  it('applies overlays and filters, and generates the same again from what the project keeps', async () => {
    const text = await toolwright('inspect', PETSTORE, '--overlay', OVERLAY, '--exclude-method', 'put');
    expect(text.stdout).toMatch(/read_pet +\d+ +GET \/pet\/\{petId\}/);
    expect(text.stdout).toMatch(/PUT \/pet +it is excluded by the method "put"/);
    expect(text.stdout).toContain('overlay/target-missing');
    expect(text.stdout).toMatch(/Readiness \d+ of 100/);
    const json = JSON.parse((await toolwright('inspect', PETSTORE, '--tag', 'store', '--json')).stdout) as {
      report: { counts: object };
    };
    expect(json.report.counts).toEqual({ operations: 19, tools: 4, skipped: 0, filtered: 15 });

    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const record = join(first, 'toolwright.json');
    const options = ['--overlay', OVERLAY, '--exclude-method', 'put'];
    expect((await toolwright('generate', PETSTORE, ...options, '--out', first)).code).toBe(0);
    expect((await toolwright('generate', PETSTORE, '--overlay', record, '--out', second)).code).toBe(0);
    for (const file of ['toolwright.json', 'data/server.json', 'data/tools/pet.json'])
      expect(await readFile(join(second, file), 'utf8'), file).toBe(
        await readFile(join(first, file), 'utf8'),
      );
  });

  it('writes nothing for an overlay that cannot be followed, and says where it is wrong', async () => {
    const overlay = join(folder, 'wrong.yaml');
    const out = join(folder, 'never');
    await writeFile(overlay, 'tools: { addPet: { name: deletePet }, updatePet: { descripton: x } }');
    const misspelt = await toolwright('generate', PETSTORE, '--overlay', overlay, '--out', out);
    expect(misspelt).toMatchObject({ code: 3 });
    expect(misspelt.stderr).toContain('overlay/invalid wrong.yaml#/tools/updatePet/descripton');
    await writeFile(overlay, 'tools: { addPet: { name: deletePet } }');
    const taken = await toolwright('generate', PETSTORE, '--overlay', overlay, '--out', out);
    expect(taken).toMatchObject({ code: 3 });
    expect(taken.stderr).toContain('overlay/name-taken');
    expect((await toolwright('generate', PETSTORE, '--tag', 'none', '--out', out)).code).toBe(3);
    expect(await readdir(folder)).not.toContain('never');
  });

  it('adds the description to the project only when told to', async () => {
    const out = join(folder, 'described');
    const done = await toolwright('generate', PETSTORE, '--out', out, '--with-description');
    expect(done).toMatchObject({ code: 0 });
    expect(await readFile(join(out, 'data/openapi.yaml'), 'utf8')).toBe(await readFile(PETSTORE, 'utf8'));
    expect(await readdir(join(folder, 'project/data'))).not.toContain('openapi.yaml');
    const filtered = join(folder, 'filtered');
    const options = ['--exclude-method', 'put', '--with-description'];
    const refused = await toolwright('generate', PETSTORE, '--out', filtered, ...options);
    expect(refused).toMatchObject({ code: 0 });
    expect(refused.stderr).toContain('The description is not added: overlays or filters change it.');
    expect(await readdir(join(filtered, 'data'))).not.toContain('openapi.yaml');
  });

  it('writes the licence that was chosen, and refuses one that it does not know', async () => {
    const out = join(folder, 'licensed');
    expect(await toolwright('generate', PETSTORE, '--out', out, '--license', 'MIT')).toMatchObject({
      code: 0,
    });
    expect(await readFile(join(out, 'LICENSE'), 'utf8')).toMatch(/^MIT License/);
    expect(await readFile(join(out, 'package.json'), 'utf8')).toContain('"license": "MIT"');
    const unknown = await toolwright('generate', PETSTORE, '--out', out, '--license', 'GPL');
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('Allowed choices are MIT, Apache-2.0');
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
