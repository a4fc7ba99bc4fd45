import { buildSchema } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGraphqlUpstream, type GraphqlUpstream } from '../support/graphql-upstream.js';
import { HubProcess } from '../support/hub-process.js';
import { RestClient } from '../support/rest-client.js';

const SDL = `scalar Money
  type Query { user(id: ID!, at: Money): User users: [User!]! }
  type User { id: ID! name: String }
  type Mutation { addUser(name: String!): User }`;

interface Api {
  id: string;
  tools: { name: string; inputSchema: { properties: Record<string, unknown> } }[];
}

interface Changed {
  changes: { added: object[]; removed: object[]; renamed: object[]; changed: object[] };
}

const namesOf = ({ tools }: Api) => tools.map(({ name }) => name);
const bytes = new TextEncoder().encode(SDL);

describe('GraphQL over REST', () => {
  let upstream: GraphqlUpstream;
  let open: HubProcess;
  let guarded: HubProcess;
  let rest: RestClient;

  beforeAll(async () => {
    upstream = await startGraphqlUpstream(buildSchema(SDL));
    open = await startedHub({ TOOLWRIGHT_ALLOWED_NETWORKS: '127.0.0.0/8' });
    rest = await signedIn(open);
  });
  afterEach(() => {
    upstream.seen.length = 0;
  });
  afterAll(async () => {
    await open?.remove();
    await guarded?.remove();
    upstream?.close();
  });

  it('introspects a live endpoint with the headers given, and keeps none of them', async () => {
    const headers = { authorization: 'Bearer canary-secret', 'X-Tenant': 'a' };
    const { status, body } = await rest.post<Api>('/api/v1/apis', { url: upstream.url, headers });
    expect([status, namesOf(body)]).toEqual([201, ['user', 'users', 'addUser']]);
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]?.headers).toMatchObject({
      'x-tenant': 'a',
      authorization: 'Bearer canary-secret',
    });
    const kept = [
      await rest.get(`/api/v1/apis/${body.id}`),
      await rest.get(`/api/v1/apis/${body.id}/overlay`),
    ];
    expect(JSON.stringify(kept)).not.toContain('canary');
    // Made anew from what is kept, with no further word to the endpoint.
    const selection = { exclude: { methods: ['mutation'] }, tools: { 'query user': { name: 'find_user' } } };
    const put = await rest.put<Changed>(`/api/v1/apis/${body.id}/overlay`, { selection });
    expect(put.body.changes).toMatchObject({
      removed: [{ name: 'addUser' }],
      renamed: [{ operation: 'query user', from: 'user', to: 'find_user' }],
    });
    expect(upstream.seen).toHaveLength(1);
  });

  it('takes a newer schema under the same selection, as text or from the endpoint', async () => {
    const selection = { tools: { users: { title: 'Everybody' } } };
    const { body } = await rest.post<Api>('/api/v1/apis', { content: SDL, name: 'a.graphql', selection });
    const path = `/api/v1/apis/${body.id}/description`;
    const content = SDL.replace('type Mutation { addUser', 'type Mutation { createUser');
    const first = await rest.put<Changed>(path, { content, name: 'a.graphql' });
    expect(first.body.changes).toMatchObject({
      added: [{ name: 'createUser' }],
      removed: [{ name: 'addUser' }],
      changed: [],
    });
    const second = await rest.put<Changed>(path, { url: upstream.url, headers: { 'X-Tenant': 'b' } });
    expect(second.body.changes).toMatchObject({ added: [{ name: 'addUser' }], changed: [] });
    expect(upstream.seen.at(-1)?.headers['x-tenant']).toBe('b');
    const broken = await rest.put(path, { content: 'type Query { a: Nope }' });
    expect([broken.status, broken.body['code']]).toEqual([422, 'document-unusable']);
  });

  it('takes scalars and a selection as JSON in the fields of a form', async () => {
    const fields = {
      scalars: '{"Money":{"type":"number"}}',
      selection: '{"include":{"methods":["query"]}}',
      endpoint: 'https://api.example.com/graphql',
    };
    const { status, body } = await rest.upload<Api>('/api/v1/apis', 'a.graphql', bytes, fields);
    expect([status, namesOf(body)]).toEqual([201, ['user', 'users']]);
    expect(body.tools[0]?.inputSchema.properties['at']).toMatchObject({ type: 'number' });
    // A newer schema is read with what was said then.
    const newer = { content: SDL, name: 'a.graphql' };
    const put = await rest.put<Changed>(`/api/v1/apis/${body.id}/description`, newer);
    expect(put.body.changes).toMatchObject({ added: [], removed: [], changed: [] });
    for (const scalars of ['{"Money"', '[]', '7']) {
      const refused = await rest.upload('/api/v1/apis', 'a.graphql', bytes, { scalars });
      expect([refused.status, refused.body['code']]).toEqual([400, 'request-invalid']);
    }
  });

  it('asks no endpoint in a network that is not allowed', async () => {
    guarded = await startedHub({});
    const shut = await signedIn(guarded);
    const answer = await shut.post('/api/v1/apis', { url: upstream.url, headers: { 'X-Tenant': 'a' } });
    expect([answer.status, answer.body['code']]).toEqual([422, 'source-refused']);
    const { body } = await shut.post<Api>('/api/v1/apis', { content: SDL });
    const put = await shut.put(`/api/v1/apis/${body.id}/description`, { url: upstream.url });
    expect(put.body['code']).toBe('source-refused');
    expect(upstream.seen).toEqual([]);
  });
});

async function startedHub(env: Record<string, string>): Promise<HubProcess> {
  const hub = await HubProcess.create({ TOOLWRIGHT_RUNTIME: 'process', TOOLWRIGHT_SAMPLE: '0', ...env });
  await hub.start();
  return hub;
}

async function signedIn(hub: HubProcess): Promise<RestClient> {
  const rest = new RestClient(hub.url);
  const { body } = await rest.post('/api/v1/setup', { token: hub.setupToken() });
  rest.key = String(body['apiKey']);
  return rest;
}
