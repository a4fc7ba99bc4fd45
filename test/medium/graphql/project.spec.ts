import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime } from '#lib/container-runtime';
import { bundleProject, renderProject, type ServerProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { compileProject, testProject, writeLinkedProject } from '../../support/generated-project.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../../support/graphql-upstream.js';

const SDL = `
  "A small library."
  schema { query: Query mutation: Mutation }
  type Query { "Finds books." books(first: Int = 10, after: String, by: BookFilter): BookConnection! book(id: ID!): Book now: DateTime! }
  type Mutation { addBook(input: NewBook!): AddBookPayload! }
  scalar DateTime
  enum Genre { NOVEL POEM }
  input BookFilter { genre: Genre not: BookFilter }
  input NewBook { title: String! genre: Genre cover: String }
  type AddBookPayload { book: Book errors: [String!]! }
  type Book { id: ID! title: String! genre: Genre author: Person }
  union Person = Writer | Poet
  type Writer { name: String! }
  type Poet { name: String verses: Int }
  type BookConnection { nodes: [Book!] pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
`;

describe('the project of a GraphQL schema', () => {
  let folder = '';
  let project: ServerProject;
  let upstream: GraphqlUpstream;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-graphql-'));
    const { api } = await readApiDescription(
      { kind: 'text', name: 'library.graphql', text: SDL },
      { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
    );
    project = await renderProject(mapTools(api));
    upstream = await startGraphqlUpstream(buildSchema(SDL));
  });
  afterAll(async () => {
    upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('compiles under its own strict settings and passes its own tests', async () => {
    await writeLinkedProject(project, join(folder, 'project'));
    await compileProject(join(folder, 'project'));
    expect(await testProject(join(folder, 'project'))).toContain('# fail 0');
  });

  it('runs as a bundle over stdio, where neither a package nor a schema is', async () => {
    const bundle = await bundleProject(project);
    const root = join(folder, 'bundle');
    for (const [file, bytes] of bundle.files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), bytes);
    }
    const client = new Client({ name: 'test', version: '1' });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(root, bundle.entry), '--stdio'],
      cwd: '/',
      env: { UPSTREAM_BASE_URL: upstream.url },
    });
    await client.connect(transport);
    try {
      await callAll(client);
    } finally {
      await client.close();
    }
  });

  it('runs as a supervised server over HTTP', async () => {
    const bundle = await bundleProject(project);
    const { runtime } = await selectRuntime({ runtime: 'process', stateDir: join(folder, 'state') });
    const image = await runtime.buildImage({
      name: 'toolwright/graphql',
      version: '1',
      files: bundle.files,
      entry: bundle.entry,
      labels: {},
    });
    try {
      const { address } = await runtime.run({
        name: `toolwright-graphql-${process.pid}`,
        image,
        env: { UPSTREAM_BASE_URL: upstream.url },
        secrets: { GRAPHQL_TOKEN: 'secret-token' },
        labels: {},
        limits: { memoryMb: 256, cpus: 1, maxProcesses: 64 },
        port: 0,
        egress: [],
      });
      const client = await connected(`${address ?? ''}/mcp`);
      await callAll(client);
      expect(upstream.seen.at(-1)?.headers.authorization).toBe('Bearer secret-token');
      await client.close();
    } finally {
      await runtime.remove(`toolwright-graphql-${process.pid}`);
      await runtime.close();
    }
  });
});

async function callAll(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['book', 'books', 'now', 'addBook']);
  const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args });
  const books = await call('books', { first: 2, by: { not: { genre: 'POEM' } } });
  expect(books.structuredContent).toMatchObject({
    data: { nodes: [{ title: 'value', genre: 'NOVEL', author: { __typename: 'Writer', name: 'value' } }] },
  });
  const chosen = await call('books', { fields: ['nodes.author.Poet.verses', 'nodes.title'] });
  expect(chosen.structuredContent).toEqual({
    data: { nodes: [{ title: 'value', author: { __typename: 'Writer' } }] },
  });
  expect(await call('books', { fields: ['nodes.titel'] })).toMatchObject({ isError: true });
  expect((await call('addBook', { input: { title: 'A' } })).isError).not.toBe(true);
  expect((await call('now', {})).structuredContent).toEqual({ data: 'value' });
}

/** Once the server answers at all. */
async function connected(endpoint: string): Promise<Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ name: 'test', version: '1' });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(endpoint)));
      return client;
    } catch (error) {
      if (attempt >= 100) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  }
}
