import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProject, packArchive, renderProject, type ServerProject } from '#lib/server-project';
import type { ToolSet } from '#lib/tool-mapping';
import { corporaDir } from '../support/corpora.js';
import { compileProject, testProject, writeLinkedProject } from '../support/generated-project.js';
import { toolsOf } from '../support/read-spec.js';

const own = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const corpus = (path: string) => join(corporaDir() ?? '/nowhere', path);

const DESCRIPTIONS = [
  { name: 'sample', path: own('apps/api/sample/openapi.yaml') },
  { name: 'petstore', path: own('test/specs/petstore-3.0.yaml') },
  { name: 'docker', path: corpus('openapi/docker/engine-v1.55.swagger.yaml') },
  { name: 'github', path: corpus('openapi/github/api.github.com.json') },
];

describe.each(DESCRIPTIONS)('the project of $name', ({ path }) => {
  const here = existsSync(path);
  let folder = '';
  let tools: ToolSet;
  let project: ServerProject;

  beforeAll(async () => {
    if (!here) return;
    folder = await mkdtemp(join(tmpdir(), 'golden-'));
    tools = await toolsOf(path);
    project = await renderProject(tools);
  });
  afterAll(async () => {
    if (folder !== '') await rm(folder, { recursive: true });
  });

  it.skipIf(!here)('is the same each time, as files and as archives', async () => {
    const again = await renderProject(await toolsOf(path));
    expect([...again.files]).toEqual([...project.files]);
    for (const format of ['zip', 'tar.gz'] as const) {
      expect(Buffer.compare(await packArchive(again, format), await packArchive(project, format))).toBe(0);
    }
  });

  it.skipIf(!here)('compiles under its own strict settings and passes its own tests', async () => {
    await writeLinkedProject(project, join(folder, 'project'));
    await compileProject(join(folder, 'project'));
    expect(await testProject(join(folder, 'project'))).toContain('# fail 0');
  });

  it.skipIf(!here)('runs as a bundle where nothing is installed', async () => {
    const bundle = await bundleProject(project);
    const root = join(folder, 'bundle');
    for (const [file, bytes] of bundle.files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), bytes);
    }
    const client = new Client(
      { name: 'test', version: '1.0.0' },
      { jsonSchemaValidator: new CfWorkerJsonSchemaValidator() },
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(root, bundle.entry), '--stdio'],
        cwd: '/',
        env: { UPSTREAM_BASE_URL: 'http://127.0.0.1:9' },
      }),
    );
    try {
      expect((await client.listTools()).tools).toHaveLength(tools.manifest.toolCount);
    } finally {
      await client.close();
    }
  });
});
