import { describe, expect, it } from 'vitest';
import type { ApiDescription, GraphqlOperation, GraphqlTypes } from '#lib/api-description';
import { mapTools, type ToolSelection } from '#lib/tool-mapping';

const TYPES: GraphqlTypes = {
  User: { kind: 'object', fields: { id: 'ID!', name: 'String', posts: '(first: Int): PostConnection!' } },
  Post: { kind: 'object', fields: { id: 'ID!', body: '(as: Format!): String' } },
  PostConnection: { kind: 'object', fields: { nodes: '[Post]', pageInfo: 'PageInfo!' } },
  PageInfo: { kind: 'object', fields: { hasNextPage: 'Boolean!', endCursor: 'String' } },
};

function operation(changes: Partial<GraphqlOperation>): GraphqlOperation {
  return {
    kind: 'graphql',
    id: 'query user',
    operationId: 'user',
    operationType: 'query',
    tags: ['queries'],
    deprecated: false,
    arguments: [],
    call: { kind: 'field', field: 'user', type: 'User' },
    security: [{ graphql: [] }, {}],
    extensions: {},
    location: { document: 'a.graphql', pointer: '' },
    ...changes,
  };
}

function toolsOf(...operations: GraphqlOperation[]) {
  return toolsWith({}, ...operations);
}

function toolsWith(selection: ToolSelection, ...operations: GraphqlOperation[]) {
  const api: ApiDescription = {
    shape: 1,
    source: { format: 'graphql', version: 'SDL' },
    info: { title: 'T', version: '0.0.0' },
    servers: [],
    tags: [],
    securitySchemes: { graphql: { type: 'http', scheme: 'bearer' } },
    schemas: {},
    graphqlTypes: TYPES,
    operations,
    skipped: [],
  };
  const toolSet = mapTools(api, { selection });
  return { toolSet, tools: toolSet.files.flatMap(({ tools }) => tools) };
}

describe('GraphQL tools', () => {
  it('have a document, variables, and the fields that come back or can', () => {
    const { tools, toolSet } = toolsOf(
      operation({
        description: 'Finds a user.',
        arguments: [
          { name: 'id', type: 'ID!', required: true, deprecated: false, schema: { type: 'string' } },
        ],
      }),
    );
    expect(tools).toMatchObject([
      {
        name: 'user',
        description: 'Finds a user.\n\nReturns User: id, name. More by "fields": posts.',
        inputSchema: { required: ['id'], properties: { id: { type: 'string' }, fields: { type: 'array' } } },
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
        binding: {
          kind: 'graphql',
          document: 'query user($id: ID!) { user(id: $id) { id name } }',
          resultPath: ['user'],
          selection: { argument: 'fields', field: 'user', type: 'User' },
          security: [[{ scheme: 'graphql', scopes: [] }], []],
        },
      },
    ]);
    expect(toolSet.manifest).toMatchObject({
      graphqlTypes: 'graphql-types.json',
      credentials: { graphql: { type: 'bearer', env: 'GRAPHQL_TOKEN' } },
    });
    expect(toolSet.graphqlTypes).toEqual(TYPES);
  });

  it('show how a connection is paged', () => {
    const { tools } = toolsOf(
      operation({
        call: { kind: 'field', field: 'posts', type: 'PostConnection!' },
        arguments: [
          { name: 'after', type: 'String', required: false, deprecated: false, schema: { type: 'string' } },
        ],
      }),
    );
    expect(tools[0]?.description).toBe(
      'query user\n\nReturns PostConnection of Post: id. More by "fields": body(as). Next page: "after" = pageInfo.endCursor.',
    );
  });

  it('promise nothing when they change something', () => {
    const { tools } = toolsOf(operation({ id: 'mutation user', operationType: 'mutation' }));
    expect(tools[0]?.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    });
  });

  const added = operation({
    id: 'subscription userAdded',
    operationId: 'userAdded',
    operationType: 'subscription',
    call: { kind: 'field', field: 'userAdded', type: 'User!' },
  });

  it('are none of a subscription, and need none of its types, until it is asked for', () => {
    const byId = { tools: { 'subscription userAdded': { enabled: true } } };
    const { tools, toolSet } = toolsOf(
      added,
      operation({ call: { kind: 'field', field: 'n', type: 'Int' } }),
    );
    expect(tools.map(({ name }) => name)).toEqual(['user']);
    expect(toolSet.skipped).toMatchObject([
      { id: 'subscription userAdded', code: 'spec/graphql-subscription' },
    ]);
    expect(toolSet.graphqlTypes).toEqual({});
    for (const selection of [{ subscriptions: true }, { subscriptions: {} }, byId])
      expect(toolsWith(selection, added).tools.map(({ name }) => name)).toEqual(['userAdded']);
    expect(toolsWith({ subscriptions: false }, added).tools).toEqual([]);
  });

  it('collect the events of a subscription within bounds', () => {
    const endpoint = 'wss://live.example.com';
    const limits = { maxEvents: 5, maxSeconds: 600, endpoint, transport: 'websocket' } as const;
    const { tools } = toolsWith({ subscriptions: limits }, added);
    expect(tools).toMatchObject([
      {
        description: expect.stringMatching(/Collects events until .* Returns User: id, name\./),
        annotations: { readOnlyHint: true, destructiveHint: false },
        inputSchema: {
          properties: {
            max_events: { type: 'integer', minimum: 1, maximum: 5, default: 5 },
            max_seconds: { type: 'integer', minimum: 1, maximum: 600, default: 15 },
          },
        },
        binding: {
          kind: 'subscription',
          document: 'subscription userAdded { userAdded { id name } }',
          limits: { events: 'max_events', seconds: 'max_seconds' },
          endpoint,
          transport: 'websocket',
        },
      },
    ]);
  });

  it('keep an argument named fields, and documents as their author wrote them', () => {
    const fields = {
      name: 'fields',
      type: 'String',
      required: false,
      deprecated: true,
      schema: { type: 'string' },
    };
    const document = 'query Find { user { id } }';
    const { tools } = toolsOf(
      operation({ arguments: [fields] }),
      operation({
        id: 'operation Find',
        operationId: 'Find',
        call: { kind: 'document', document, operationName: 'Find', resultPath: ['user'] },
      }),
    );
    const [find, user] = tools;
    expect(Object.keys(user?.inputSchema.properties ?? {})).toEqual(['fields', 'fields_selection']);
    expect(user?.inputSchema.properties['fields']).toMatchObject({ deprecated: true });
    expect(find).toMatchObject({ name: 'Find', binding: { document, resultPath: ['user'] } });
    expect(find?.inputSchema.properties).toEqual({});
  });
});
