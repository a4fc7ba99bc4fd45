import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderProject, writeProjectFolder, type ServerProject } from '#lib/server-project';
import type { ToolSet } from '#lib/tool-mapping';
import { toolsOf } from '../support/read-spec.js';

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DESCRIPTION = own('../../apps/api/sample/openapi.yaml');
const GOLDEN = own('sample-single-file');
/** These hold the packages; their hashes stand in the list of files. */
const BUNDLED = ['LICENSES.txt', 'server.mjs', 'toolwright.files.json'];

describe('a project of the template node-single-file', () => {
  let folder = '';
  let tools: ToolSet;
  let project: ServerProject;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'single-'));
    tools = await toolsOf(DESCRIPTION);
    project = await renderProject(tools, { template: 'node-single-file' });
    await writeProjectFolder(project, join(folder, 'project'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what the repository holds (UPDATE_GOLDEN=1 renews it)', async () => {
    const compared = [...project.files].filter(([path]) => !BUNDLED.includes(path));
    if (process.env['UPDATE_GOLDEN'] === '1') {
      await rm(GOLDEN, { recursive: true, force: true });
      for (const [path, text] of compared) {
        await mkdir(dirname(join(GOLDEN, path)), { recursive: true });
        await writeFile(join(GOLDEN, path), text);
      }
    }
    for (const [path, text] of compared) expect(await readFile(join(GOLDEN, path), 'utf8'), path).toBe(text);
    expect([...project.files.keys()]).toEqual([
      '.env.example',
      '.gitignore',
      'LICENSES.txt',
      'README.md',
      'data/server.json',
      ...tools.manifest.toolFiles.map((name) => `data/tools/${name}`).toSorted(),
      'package.json',
      'server.mjs',
      'toolwright.files.json',
    ]);
  });

  it('has a server that names no place of this machine, and the licences of what is in it', () => {
    const server = project.files.get('server.mjs') ?? '';
    expect(server.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(server).not.toMatch(/(?:^|["\s])(?:\.\.\/|\/)\S*node_modules\//mu);
    expect(server).not.toContain(process.cwd());
    const licences = project.files.get('LICENSES.txt') ?? '';
    for (const name of ['@modelcontextprotocol/server', 'ajv', 'undici', 'jose'])
      expect(licences).toContain(name);
    expect(licences).toContain('Permission is hereby granted');
  });

  it('runs where nothing is installed, and loads own code from custom.mjs', async () => {
    expect(await listed(join(folder, 'project'))).toHaveLength(tools.manifest.toolCount);
    const code = `export default { tools: [{ name: 'own', description: 'Mine.', call: () => 'done' }] };`;
    await writeFile(join(folder, 'project/custom.mjs'), code);
    expect(await listed(join(folder, 'project'))).toContain('own');
  });
});

async function listed(folder: string): Promise<string[]> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(folder, 'server.mjs'), '--stdio'],
      cwd: '/',
      env: { UPSTREAM_BASE_URL: 'http://127.0.0.1:9' },
    }),
  );
  try {
    return (await client.listTools()).tools.map(({ name }) => name);
  } finally {
    await client.close();
  }
}
