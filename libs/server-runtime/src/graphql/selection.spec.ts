import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { GraphqlTypes } from '../format.js';
import { chosenSelection } from './chosen-selection.js';
import { composeDocument } from './compose-document.js';
import { defaultSelection } from './default-selection.js';
import { TypeIndex } from './type-index.js';

const SDL = `
  type Query { me: User search(text: String!): [Hit!]! posts(first: Int, after: String): PostConnection! node: Node }
  interface Node { id: ID! }
  type User implements Node {
    id: ID! name: String email: String @deprecated secret(key: String!): String
    boss: User team: Team posts(first: Int, tags: [String!], order: Order): PostConnection!
    avatar(size: Int! = 10): String
  }
  type Team implements Node { id: ID! name: String! lead: User }
  type Post implements Node { id: ID! title: String author: User }
  type PostConnection { nodes: [Post] pageInfo: PageInfo! totalCount: Int }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! endCursor: String }
  union Hit = User | Team | Post
  input Order { field: String }
`;
const schema = buildSchema(SDL);
const TYPES: GraphqlTypes = {
  User: {
    kind: 'object',
    fields: {
      id: 'ID!',
      name: 'String',
      email: 'String @deprecated',
      secret: '(key: String!): String',
      boss: 'User',
      team: 'Team',
      posts: '(first: Int, tags: [String!], order: Order): PostConnection!',
      avatar: '(size: Int): String',
    },
  },
  Team: { kind: 'object', fields: { id: 'ID!', name: 'String!', lead: 'User' } },
  Post: { kind: 'object', fields: { id: 'ID!', title: 'String', author: 'User' } },
  PostConnection: {
    kind: 'object',
    fields: { nodes: '[Post]', pageInfo: 'PageInfo!', totalCount: 'Int' },
  },
  PageInfo: {
    kind: 'object',
    fields: { hasNextPage: 'Boolean!', hasPreviousPage: 'Boolean!', endCursor: 'String' },
  },
  Hit: { kind: 'union', possible: ['User', 'Team', 'Post'] },
  Node: { kind: 'interface', fields: { id: 'ID!' }, possible: ['User', 'Team', 'Post'] },
};
const types = new TypeIndex(TYPES);

function documentOf(field: string, type: string, paths?: readonly string[]) {
  const variables = field === 'search' ? [{ name: 'text', type: 'String!' }] : [];
  const chosen = paths && chosenSelection(types, type, paths, ['text']);
  const document = composeDocument({
    operationType: 'query',
    operationName: 'test',
    field,
    variables,
    ...(chosen ?? { selection: defaultSelection(types, type) }),
  });
  expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
  return { document, values: chosen?.values ?? {} };
}

describe('the default selection', () => {
  it('takes scalars and near objects, and nothing that is deprecated, needs arguments or is paged', () => {
    expect(documentOf('me', 'User').document).toBe('query test { me { id name avatar team { id name } } }');
  });

  it('opens a connection to its nodes and the page', () => {
    expect(documentOf('posts', 'PostConnection').document).toBe(
      'query test { posts { totalCount nodes { id title author { id name avatar team { id name } } } pageInfo { hasNextPage endCursor } } }',
    );
  });

  it('gives each type of a union its part, with names that can be merged', () => {
    expect(documentOf('search', 'Hit').document).toContain('{ __typename ... on User { id name avatar');
    expect(documentOf('search', 'Hit').document).toContain('... on Team { id name_Team: name');
    expect(documentOf('node', 'Node').document).toContain('{ __typename id ... on User { name');
  });

  it('stays small where every type leads to many others', () => {
    const wide: Record<string, GraphqlTypes[string]> = {};
    for (let at = 0; at < 40; at += 1) {
      const next = Array.from({ length: 10 }, (_, step) => [`f${step}`, `T${(at + step + 1) % 40}`] as const);
      wide[`T${at}`] = { kind: 'object', fields: { id: 'ID', ...Object.fromEntries(next) } };
    }
    const selection = defaultSelection(new TypeIndex(wide), 'T0');
    const document = composeDocument({
      operationType: 'query',
      operationName: 'a',
      field: 't',
      variables: [],
      selection,
    });
    expect(document.match(/\bid\b/g)?.length).toBeLessThanOrEqual(60);
  });
});

describe('chosen fields', () => {
  it('narrow and widen, and give arguments as variables', () => {
    expect(documentOf('me', 'User', ['name', 'boss.name']).document).toBe(
      'query test { me { name boss { name } } }',
    );
    expect(documentOf('me', 'User', ['*', 'boss.id']).document).toContain('boss { id }');
    const paged = documentOf('me', 'User', [
      'posts(first: 5, order: {"field": "NAME"}).nodes.title',
      'posts.pageInfo',
      'secret(key: open)',
    ]);
    expect(paged.document).toBe(
      'query test($posts_first: Int, $posts_order: Order, $secret_key: String!) { me { posts(first: $posts_first, order: $posts_order) { nodes { title } pageInfo { hasNextPage endCursor } } secret(key: $secret_key) } }',
    );
    expect(paged.values).toEqual({ posts_first: 5, posts_order: { field: 'NAME' }, secret_key: 'open' });
  });

  it('name the type where types vary', () => {
    expect(documentOf('search', 'Hit', ['User.name', 'Post.author.name', 'Team.name']).document).toBe(
      'query test($text: String!) { search(text: $text) { __typename ... on User { name } ... on Post { author { name } } ... on Team { name_Team: name } } }',
    );
  });

  it.each([
    ['nam', /User has no field "nam"\. Did you mean "name"\? It has: id, name/],
    ['team.nme', /Team has no field "nme"\. Did you mean "name"/],
    ['constructor', /User has no field "constructor"/],
    ['__proto__', /User has no field "__proto__"/],
    ['name.first', /"name" is a single value/],
    ['secret', /needs arguments.*key: String!/],
    ['posts(top: 3).totalCount', /no argument "top"\. Known: first: Int/],
    ['*.name', /only be last/],
    ['name } evil {', /cannot be read: a dot or the end was expected/],
    ['posts(first: 1) { x', /cannot be read/],
    ['posts(first: "a" #).nodes', /cannot be read/],
    ['posts(first', /cannot be read/],
    ['', /a field name was expected/],
    [`${'a.'.repeat(1500)}a`, /longer than 2000/],
  ])('refuse %j before anything is sent', (path, reason) => {
    expect(() => chosenSelection(types, 'User', [path], [])).toThrow(reason);
  });

  it('refuse one field with two different values', () => {
    expect(() => chosenSelection(types, 'User', ['avatar(size: 1)', 'avatar(size: 2)'], [])).toThrow(/twice/);
  });

  it('make valid documents of whatever paths there are', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const pathFrom = (type: string, depth: number): string => {
      const steps = [...types.possible(type), ...types.fields(type).keys()].filter(
        (name) => name !== 'secret',
      );
      const step = steps[random(steps.length)] ?? '__typename';
      const inner = types.possible(type).includes(step) ? step : (types.field(type, step)?.named ?? '');
      return types.isLeaf(inner) || depth === 0 ? step : `${step}.${pathFrom(inner, depth - 1)}`;
    };
    for (let round = 0; round < 300; round += 1) {
      const [field, type] = (
        [
          ['me', 'User'],
          ['search', 'Hit'],
          ['node', 'Node'],
        ] as const
      )[random(3)] ?? ['me', 'User'];
      documentOf(
        field,
        type,
        Array.from({ length: 1 + random(8) }, () => pathFrom(type, random(5))),
      );
    }
  });
});
