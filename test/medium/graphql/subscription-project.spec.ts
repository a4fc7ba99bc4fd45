import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProject, renderProject, type ServerProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { compileProject, testProject, writeLinkedProject } from '../../support/generated-project.js';
import { startSubscriptionUpstream, type SubscriptionUpstream } from '../../support/subscription-upstream.js';

const SDL = `
  type Query { now: String }
  type Book { id: ID! title: String }
  type Subscription { bookAdded(genre: String!): Book  now: String! }
`;

describe('the project of subscriptions alone', () => {
  let folder = '';
  let project: ServerProject;
  let upstream: SubscriptionUpstream;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-subscriptions-'));
    const { api } = await readApiDescription(
      { kind: 'text', name: 'library.graphql', text: SDL },
      { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
    );
    const selection = { subscriptions: true, include: { methods: ['subscription'] } };
    project = await renderProject(mapTools(api, { selection }));
    upstream = await startSubscriptionUpstream(buildSchema(SDL));
  });
  afterAll(async () => {
    upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('compiles under its own strict settings and passes its own tests', async () => {
    await writeLinkedProject(project, join(folder, 'project'));
    await compileProject(join(folder, 'project'));
    const output = await testProject(join(folder, 'project'));
    expect(output).toContain('# fail 0');
    expect(output).toContain('# skipped 0');
  });

  it('has no package that others lack', () => {
    const { dependencies } = JSON.parse(project.files.get('package.json') ?? '') as { dependencies: object };
    expect(Object.keys(dependencies).filter((name) => /graphql|^ws$/.test(name))).toEqual([]);
  });

  it('runs as a bundle, over server-sent events and WebSocket', async () => {
    const bundle = await bundleProject(project);
    const root = join(folder, 'bundle');
    for (const [file, bytes] of bundle.files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), bytes);
    }
    for (const transport of ['sse', 'websocket']) {
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(
        new StdioClientTransport({
          command: process.execPath,
          args: [join(root, bundle.entry), '--stdio'],
          cwd: '/',
          env: { UPSTREAM_BASE_URL: upstream.url, GRAPHQL_SUBSCRIPTIONS_TRANSPORT: transport },
        }),
      );
      try {
        expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
          'bookAdded',
          'subscription_now',
        ]);
        const result = await client.callTool({ name: 'bookAdded', arguments: { genre: 'POEM' } });
        expect(result.structuredContent).toEqual({
          events: [{ data: { id: 'value', title: 'value' } }],
          ended: 'complete',
        });
      } finally {
        await client.close();
      }
    }
    expect(upstream.seen.map(({ transport }) => transport)).toEqual(['sse', 'websocket']);
  });
});
