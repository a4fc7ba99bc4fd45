import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderProject } from '#lib/server-project';
import { runScript, writeLinkedProject } from '../support/generated-project.js';
import { configOf, unpackMcpb } from '../support/mcpb.js';
import { projectPackages } from '../support/project-packages.js';
import { toolsOf } from '../support/read-spec.js';

const PETSTORE = fileURLToPath(new URL('../specs/petstore-3.0.yaml', import.meta.url));
const project = await renderProject(await toolsOf(PETSTORE));
const packages = await projectPackages(project);
const isRequired = process.env['TOOLWRIGHT_TEST_REQUIRE'] === 'all';

describe.skipIf(packages === undefined && !isRequired)(
  "the project's own commands, with its own packages (wants an npm registry)",
  () => {
    let root = '';
    let folder = '';

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'commands-'));
      folder = join(root, project.name);
      await writeLinkedProject(project, folder, packages);
    });
    afterAll(async () => rm(root, { recursive: true }));

    it('lint finds what is wrong with own code', async () => {
      const file = join(folder, 'src/custom/index.ts');
      const own = await readFile(file, 'utf8');
      try {
        await writeFile(file, `${own}\nasync function later(): Promise<void> {}\nlater();\n`);
        await expect(runScript(folder, 'lint')).rejects.toThrow(/no-floating-promises/u);
      } finally {
        await writeFile(file, own);
      }
    });

    it('pack:mcpb builds with the own compiler and makes the same bundle each time', async () => {
      await runScript(folder, 'pack:mcpb');
      const first = await readFile(join(folder, `${project.name}.mcpb`));
      await runScript(folder, 'pack:mcpb');
      expect(Buffer.compare(first, await readFile(join(folder, `${project.name}.mcpb`)))).toBe(0);
    });

    it('the bundle starts from an empty folder, as a client starts it that was asked for its settings', async () => {
      const unpacked = join(root, 'unpacked');
      await unpackMcpb(await readFile(join(folder, `${project.name}.mcpb`)), unpacked);
      expect(await readdir(unpacked)).toEqual([
        'THIRD-PARTY-NOTICES.txt',
        'data',
        'manifest.json',
        'server.cjs',
      ]);
      const notices = await readFile(join(unpacked, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
      expect(notices).toContain('@modelcontextprotocol/server 2.4.0 (');
      const config = await configOf(unpacked);
      expect(JSON.stringify(config.env)).not.toContain('${');
      const client = new Client({ name: 'test', version: '1' });
      const env = { ...config.env, UPSTREAM_BASE_URL: 'http://127.0.0.1:9' };
      await client.connect(new StdioClientTransport({ ...config, env, cwd: '/' }));
      try {
        expect((await client.listTools()).tools).toHaveLength(19);
      } finally {
        await client.close();
      }
    });
  },
);
