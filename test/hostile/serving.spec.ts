import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DescriptionPool } from '#lib/registration';
import { renderProject } from '#lib/server-project';
import { compileProject, writeLinkedProject } from '../support/generated-project.js';
import {
  CANARIES,
  describeWith,
  hasHostileFiles,
  HOSTILE_FILES,
  newRecord,
  recorded,
  toolSetOf,
  uploadOf,
  watchedPool,
} from './hostile-files.js';
import { LoopbackUpstream, sampleOf, withServer } from './served.js';

const MAX_CALLS = 12;
/** What a description says that could end up in TypeScript, JSON, Markdown or a shell. */
const COMPILED = ['openapi/injection.json', 'openapi/names-paths.json', 'openapi/proto-pollution.json'];

describe.skipIf(!hasHostileFiles)('servers of hostile descriptions', () => {
  const record = newRecord();
  const upstream = new LoopbackUpstream();
  let pool: DescriptionPool;

  beforeAll(async () => {
    process.env['HOSTILE_RECORD'] = record;
    pool = await watchedPool();
    await upstream.start();
  });
  afterAll(async () => {
    await pool.close();
    upstream.close();
  });

  it.each(HOSTILE_FILES.filter(({ expectation }) => expectation.includes('inert')).map(({ file }) => file))(
    '%s: lists its tools and calls its own API only',
    async (file) => {
      const outcome = await describeWith(pool, uploadOf(file));
      if (!outcome.ok) return;
      const toolSet = await toolSetOf(outcome);
      const project = await renderProject(toolSet);
      const written = [...project.files].flat().join('\n');
      for (const canary of CANARIES) expect(written.includes(canary), canary).toBe(false);
      expect([...project.files.keys()].filter((path) => !/^[\w.@-]+(\/[\w.@-]+)*$/.test(path))).toEqual([]);
      await withServer(toolSet, { record, upstream }, async ({ tools, call }) => {
        expect(tools).toHaveLength(toolSet.manifest.toolCount);
        for (const tool of tools.slice(0, MAX_CALLS)) {
          const result = await call(tool.name, sampleOf(tool.inputSchema) as Record<string, unknown>);
          const text = JSON.stringify(result.content);
          expect(text).not.toMatch(/Maximum call stack|node:internal|\\n +at /);
        }
      });
    },
    60_000,
  );

  it.each(COMPILED)(
    '%s: its project compiles',
    async (file) => {
      const folder = join(await mkdtemp(join(tmpdir(), 'hostile-compile-')), 'project');
      try {
        await writeLinkedProject(
          await renderProject(await toolSetOf(await describeWith(pool, uploadOf(file)))),
          folder,
        );
        await compileProject(folder);
      } finally {
        await rm(join(folder, '..'), { recursive: true, force: true });
      }
    },
    60_000,
  );

  it('servers-evil.json: without configuration, no address of the description is called', async () => {
    const toolSet = await toolSetOf(await describeWith(pool, uploadOf('openapi/servers-evil.json')));
    const bare = {
      ...toolSet,
      files: toolSet.files.map((file) => ({ ...file, tools: file.tools.map(withoutServers) })),
    };
    for (const set of [toolSet, bare]) {
      await withServer(set, { record, upstream, configured: false }, async ({ tools, call }) => {
        const result = await call(tools[0]?.name ?? '', { id: '../../admin' });
        expect(result.isError).toBe(true);
        expect(JSON.stringify(result.content)).toContain('UPSTREAM_BASE_URL');
      });
    }
  });

  it('connected to nothing else, and ran nothing', () => {
    const all = recorded(record);
    expect(all.filter(({ kind }) => kind === 'connect' || kind === 'executed' || kind === 'spawn')).toEqual(
      [],
    );
    expect(all.some(({ kind }) => kind === 'clean')).toBe(true);
    expect(upstream.seen.length).toBeGreaterThan(20);
    expect(existsSync('/tmp/pwned-dev')).toBe(false);
  });
});

function withoutServers<T extends { binding: { servers?: unknown } }>(tool: T): T {
  const { servers: _servers, ...binding } = tool.binding;
  return { ...tool, binding };
}
