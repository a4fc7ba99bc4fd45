import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packMcpb, renderProject } from '#lib/server-project';
import { withMode } from '#lib/tool-mapping';
import { configOf, unpackMcpb } from '../../support/mcpb.js';
import { toolsOf } from '../../support/read-spec.js';
import { requirement, titled } from '../../support/requirements.js';

const PETSTORE = fileURLToPath(new URL('../../specs/petstore-3.0.yaml', import.meta.url));
const needs = await requirement('mcpb');

describe('a bundle that the hub makes of a project', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-mcpb-'));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  describe.skipIf(!needs.available)(titled('read by the own library of its format', needs), () => {
    it.each(['tools', 'code'] as const)('starts as a client starts it, in the mode %s', async (mode) => {
      const target = join(folder, mode);
      const project = await renderProject(withMode(await toolsOf(PETSTORE), mode));
      await unpackMcpb(await packMcpb(project), target);
      const config = await configOf(target);
      const client = new Client({ name: 'test', version: '1' });
      const env = { ...config.env, UPSTREAM_BASE_URL: 'http://127.0.0.1:9' };
      await client.connect(new StdioClientTransport({ ...config, env, cwd: '/' }));
      try {
        expect((await client.listTools()).tools).toHaveLength(mode === 'code' ? 2 : 19);
        if (mode === 'tools') return;
        const result = await client.callTool({ name: 'execute', arguments: { code: 'return 6 * 7' } });
        expect(JSON.stringify(result.content)).toContain('42');
      } finally {
        await client.close();
      }
    });
  });

  it('has the licences of what is in it, the same bytes each time, and nothing for one machine alone', async () => {
    const target = join(folder, 'same');
    const project = await renderProject(await toolsOf(PETSTORE));
    const bytes = await packMcpb(project);
    expect(Buffer.compare(bytes, await packMcpb(project))).toBe(0);
    await unpackMcpb(bytes, target);
    expect((await readdir(target)).filter((name) => name.endsWith('.cache'))).toEqual([]);
    const licences = await readFile(join(target, 'LICENSES.txt'), 'utf8');
    expect(licences).toMatch(/^@modelcontextprotocol\/server \d\S+ \(/mu);
    expect(licences).toContain('Permission is hereby granted');
  });

  it('is refused for a template that has no manifest', async () => {
    const project = await renderProject(await toolsOf(PETSTORE), { template: 'node-single-file' });
    await expect(packMcpb(project)).rejects.toMatchObject({ code: 'state-conflict' });
  });
});
