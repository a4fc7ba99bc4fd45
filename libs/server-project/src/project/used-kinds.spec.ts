import { describe, expect, it } from 'vitest';
import type { Binding, GraphqlBinding } from '#lib/server-runtime';
import type { ToolSet } from '#lib/tool-mapping';
import { smallToolSet } from '../../../../test/support/tool-sets.js';
import { renderProject } from '../render-project.js';

const BINDING: GraphqlBinding = {
  kind: 'graphql',
  operationType: 'query',
  operationName: 'tide',
  document: 'query tide { tide }',
  variables: [],
  resultPath: ['tide'],
  security: [],
};

const SUBSCRIPTION: Binding = {
  ...BINDING,
  kind: 'subscription',
  operationType: 'subscription',
  limits: { events: 'max_events', seconds: 'max_seconds' },
};

function graphqlTools(binding: Binding = BINDING): ToolSet {
  const tools = smallToolSet({ graphqlTypes: 'graphql-types.json' });
  return {
    ...tools,
    files: tools.files.map((file) => ({
      ...file,
      tools: file.tools.map((tool) => ({ ...tool, binding })),
    })),
    graphqlTypes: { Tide: { kind: 'object', fields: { id: 'ID!' } } },
  };
}

describe('the kinds of bindings in a project', () => {
  it('are only those that its tools use', async () => {
    const { files } = await renderProject(smallToolSet());
    expect([...files.keys()].filter((path) => /graphql|subscription/i.test(path))).toEqual([]);
    expect(files.get('src/runtime/binding-kinds.ts')).toMatch(/BINDING_KINDS[^]*= \{\};\n$/);
    expect(files.get('.env.example')).not.toContain('GRAPHQL');
  });

  it('come with their code, their data and their settings', async () => {
    const { files } = await renderProject(graphqlTools());
    expect(files.get('src/runtime/binding-kinds.ts')).toContain("import('./graphql/call.js')");
    expect(files.has('src/runtime/graphql/call.ts')).toBe(true);
    expect([...files.keys()].filter((path) => path.endsWith('.spec.ts'))).toEqual([]);
    expect(JSON.parse(files.get('data/graphql-types.json') ?? '')).toEqual(graphqlTools().graphqlTypes);
    expect(files.get('.env.example')).toContain('GRAPHQL_METHOD');
    expect([...files.keys()].filter((path) => path.includes('subscription'))).toEqual([]);
    expect(files.get('.env.example')).not.toContain('SUBSCRIPTIONS');
    const imports = [...files.values()].join('\n');
    expect(imports).not.toMatch(/from 'graphql'/);
  });

  it('come with the kinds that they stand on', async () => {
    const { files } = await renderProject(graphqlTools(SUBSCRIPTION));
    expect(files.has('src/runtime/subscription/call.ts')).toBe(true);
    expect(files.has('src/runtime/graphql/compose-document.ts')).toBe(true);
    expect(files.get('.env.example')).toContain('GRAPHQL_SUBSCRIPTIONS_URL');
    expect(files.get('.env.example')).not.toContain('GRAPHQL_METHOD');
  });
});
