import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toolData, type ToolMode } from '#lib/server-runtime';
import { bundleProject, renderProject } from '#lib/server-project';
import { countListTokens, countModeTokens, withMode, type ToolSet } from '#lib/tool-mapping';
import { OperationIndex } from '../../../libs/server-runtime/src/modes/search/operation-index.js';
import { corporaDir } from '../../support/corpora.js';
import { executableSchema } from '../../support/graphql-corpus.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../../support/graphql-upstream.js';
import { toolsOf } from '../../support/read-spec.js';

const MOST_LIST_TOKENS = 2_000;
const corpora = corporaDir();
const file = join(corpora ?? '', 'graphql', 'github', 'schema.graphql');

/**
 * Any of the fields is right. Written before any was tried: 17 of 20 were found then, and one more since `ref` stands for
 * a branch, so that the last figure is not one of requests never seen.
 */
const QUERIES: readonly (readonly [string, ...string[]])[] = [
  ['open a new bug report in a repository', 'mutation createIssue'],
  ['close an issue as completed', 'mutation closeIssue', 'mutation updateIssue'],
  ['merge a pull request', 'mutation mergePullRequest'],
  ['ask someone to review a pull request', 'mutation requestReviews'],
  ['add a thumbs up reaction to a comment', 'mutation addReaction'],
  ['star a repository', 'mutation addStar'],
  ['who am I logged in as', 'query viewer'],
  ['find repositories about machine learning', 'query search'],
  ['look up a security advisory by its GHSA id', 'query securityAdvisory', 'query securityAdvisories'],
  ['create a branch', 'mutation createRef', 'mutation createLinkedBranch'],
  ['delete a branch', 'mutation deleteRef'],
  ['put labels on an issue', 'mutation addLabelsToLabelable', 'mutation updateIssue'],
  ['assign a person to an issue', 'mutation addAssigneesToAssignable', 'mutation updateIssue'],
  ['read a repository by owner and name', 'query repository'],
  ['how much of my API quota is left', 'query rateLimit'],
  ['reply to a discussion', 'mutation addDiscussionComment'],
  ['turn a pull request back into a draft', 'mutation convertPullRequestToDraft'],
  ['commit files to a branch', 'mutation createCommitOnBranch'],
  ['move an issue to another repository', 'mutation transferIssue'],
  ['which open source licenses are there', 'query licenses'],
];

describe.skipIf(corpora === undefined)("GitHub's GraphQL schema", () => {
  let toolSet: ToolSet;
  let upstream: GraphqlUpstream;
  let folder = '';
  let client: Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modes-graphql-'));
    toolSet = await toolsOf(file);
    upstream = await startGraphqlUpstream(executableSchema(file));
  }, 60_000);
  afterAll(async () => {
    upstream.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    upstream.seen.length = 0;
    await client?.close();
  });

  async function connect(mode: ToolMode): Promise<void> {
    const { files, entry } = await bundleProject(await renderProject(withMode(toolSet, mode)));
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, mode, path)), { recursive: true });
      await writeFile(join(folder, mode, path), bytes);
    }
    client = new Client({ name: 'test', version: '1.0.0' });
    const env = { UPSTREAM_BASE_URL: upstream.url };
    const args = [join(folder, mode, entry), '--stdio'];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  }

  async function call(name: string, args: Record<string, unknown>) {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const parts = content as { text?: string }[];
    return { text: parts.map((part) => part.text ?? '').join('\n'), isError: isError === true };
  }

  it('costs little to list in both modes', async () => {
    const all = await countListTokens(toolSet.files.flatMap(({ tools }) => tools));
    const costs = await countModeTokens(toolSet, all);
    console.log(`${toolSet.manifest.toolCount} tools; tokens of the list: ${JSON.stringify(costs)}`);
    expect(costs.search).toBeLessThanOrEqual(MOST_LIST_TOKENS);
    expect(costs.code).toBeLessThanOrEqual(MOST_LIST_TOKENS);
  });

  it('has a right field among the first five for nearly every request', () => {
    const { tools, tags } = toolData(toolSet.manifest, toolSet.files, toolSet.graphqlTypes);
    const known = new Set(tools.map(({ operation }) => operation));
    expect(QUERIES.flatMap(([, ...right]) => right).filter((operation) => !known.has(operation))).toEqual([]);
    const index = new OperationIndex(tools, tags);
    const missed = QUERIES.flatMap(([query, ...right]) => {
      const found = index.find(query, 5).map(({ operation }) => operation);
      return found.some((operation) => right.includes(operation)) ? [] : [`${query}: ${found.join(', ')}`];
    });
    const recall = 1 - missed.length / QUERIES.length;
    console.log(
      `recall@5 ${recall.toFixed(2)} of ${QUERIES.length} requests; missed:\n  ${missed.join('\n  ')}`,
    );
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it('search: finds, describes, checks and calls', async () => {
    await connect('search');
    const found = JSON.parse(
      (await call('search', { query: 'open a new issue', limit: 3 })).text,
    ) as object[];
    expect(found).toContainEqual(
      expect.objectContaining({
        name: 'createIssue',
        operation: 'mutation createIssue',
        required: ['input'],
      }),
    );
    const [described] = JSON.parse((await call('describe', { names: ['repository'] })).text) as object[];
    expect(described).toMatchObject({
      annotations: { readOnlyHint: true },
      description: expect.stringContaining('More by "fields"'),
      inputSchema: { required: ['name', 'owner'] },
    });
    const wrong = await call('call', { name: 'createIssue', arguments: { input: { title: 'x' } } });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('repositoryId') });
    const field = { owner: 'o', name: 'n', fields: ['stargazerCoun'] };
    expect(await call('call', { name: 'repository', arguments: field })).toMatchObject({
      isError: true,
      text: expect.stringContaining('Did you mean "stargazerCount"'),
    });
    expect(upstream.seen).toEqual([]);
    const right = { owner: 'o', name: 'n', fields: ['stargazerCount', 'owner.login'] };
    expect(await call('call', { name: 'repository', arguments: right })).toEqual({
      isError: false,
      text: '{"data":{"stargazerCount":7,"owner":{"login":"value"}}}',
    });
    expect(upstream.seen).toMatchObject([{ errors: [], variables: { owner: 'o', name: 'n' } }]);
  });

  it('code: writes signatures, runs calls, and gives their data', async () => {
    await connect('code');
    const { text } = await call('search', { query: 'read a repository by owner and name' });
    expect(text).toMatch(
      /api\.repository\(args: \{ .*name: string; owner: string; fields\?: string\[\] \}\): Promise<\{ data: unknown \/\* \{ /,
    );
    expect(text).toContain('Lookup a repository owner (ie. either a User or an Organization) by login.');
    const code = `
      const answers = [];
      for (const name of ['a', 'b'])
        answers.push(await api.repository({ owner: 'o', name, fields: ['id', 'stargazerCount'] }));
      return answers;`;
    const result = await call('execute', { code });
    expect(result.isError).toBe(false);
    expect(JSON.parse(result.text)).toEqual(
      Array.from({ length: 2 }, () => ({ data: { id: 'value', stargazerCount: 7 } })),
    );
    expect(upstream.seen.map(({ variables }) => variables['name'])).toEqual(['a', 'b']);
    const wrong = await call('execute', { code: 'await api.repository({ owner: "o" })' });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('"name" is required') });
  });
});
