import { expect, it } from 'vitest';
import { decodeJson } from '#lib/platform';
import { DEFAULT_READ_LIMITS } from '#lib/spec-parser';
import { describeSource, type StoredTools } from './describe-source.js';

it('stores what a GraphQL schema and what a person adds to it come to', async () => {
  const outcome = await describeSource({
    source: {
      kind: 'text',
      name: 'shop.graphql',
      text: 'type Query { user: User } type User { id: ID! }',
      additions: { endpoint: 'https://api.example.com/graphql', apiKeyHeader: 'X-Shop' },
    },
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: false },
    customization: {},
  });
  if (!outcome.ok) throw new Error(outcome.detail);
  expect(outcome.described.summary).toMatchObject({
    format: 'graphql SDL',
    toolCount: 1,
    title: 'Shop GraphQL API',
  });
  const { toolSet } = await decodeJson<StoredTools>(Buffer.from(outcome.described.parts.tools));
  expect(toolSet).toMatchObject({
    manifest: {
      servers: [{ url: 'https://api.example.com/graphql' }],
      credentials: { graphql_api_key: { in: 'header', name: 'X-Shop', env: 'GRAPHQL_API_KEY' } },
    },
    graphqlTypes: { User: { kind: 'object', fields: { id: 'ID!' } } },
  });
  // What is kept suffices to make the same again, with other changes.
  const again = await describeSource({
    source: { kind: 'kept', bytes: outcome.described.parts.source },
    customization: { selection: { tools: { user: { name: 'whoami' } } } },
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: false },
  });
  if (!again.ok) throw new Error(again.detail);
  const remade = await decodeJson<StoredTools>(Buffer.from(again.described.parts.tools));
  expect(remade.toolSet).toMatchObject({
    manifest: toolSet.manifest,
    files: [{ tools: [{ name: 'whoami', binding: { kind: 'graphql' } }] }],
  });
});

it('hands refusals on as data', async () => {
  const outcome = await describeSource({
    source: { kind: 'text', name: 'a.graphql', text: 'type Query { a: Gone }' },
    customization: {},
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: false },
  });
  expect(outcome).toMatchObject({
    ok: false,
    code: 'document-unusable',
    diagnostics: [{ location: { line: 1 } }],
  });
});
