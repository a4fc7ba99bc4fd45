import { describe, expect, it } from 'vitest';
import type { HttpBinding, ObjectSchema, ToolDefinition } from '../format.js';
import type { ToolData } from '../tool-data.js';
import { generatedTemplates } from './generated-resources.js';

const text = { type: 'string' };

function tool(binding: Partial<HttpBinding>, inputSchema: Partial<ObjectSchema> = {}): ToolDefinition {
  return {
    name: 'getBook',
    description: 'Get a book.',
    operation: 'GET /books/{id}',
    inputSchema: { type: 'object', properties: { id: text }, required: ['id'], ...inputSchema },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    binding: {
      kind: 'http',
      method: 'GET',
      path: '/books/{id}',
      parameters: [{ argument: 'id', in: 'path', name: 'id', style: 'simple', explode: false }],
      accept: [],
      security: [],
      ...binding,
    },
  };
}

function templates(...tools: ToolDefinition[]): string[] {
  const data = { manifest: { name: 'library' }, tools } as unknown as ToolData;
  return generatedTemplates(data).map(({ uriTemplate }) => uriTemplate);
}

describe('generatedTemplates', () => {
  it('makes a template of what is read by its id', () => {
    expect(templates(tool({}))).toEqual(['api://library/books/{id}']);
  });

  it('names variables as URI templates want them', () => {
    const parameters = [
      { argument: 'book-id', in: 'path', name: 'book id', style: 'simple', explode: false },
    ] as const;
    const schema = { properties: { 'book-id': { type: 'integer' } }, required: ['book-id'] };
    expect(templates(tool({ path: '/books/{book id}', parameters }, schema))).toEqual([
      'api://library/books/{book_id}',
    ]);
  });

  it('gives each template once', () => {
    expect(templates(tool({}), tool({}))).toHaveLength(1);
  });

  it.each([
    ['another method', tool({ method: 'DELETE' })],
    ['a list', tool({ path: '/books' })],
    ['a path that goes on after the id', tool({ path: '/books/{id}/cover' })],
    ['a path that needs escaping', tool({ path: '/books and more/{id}' })],
    [
      'another style',
      tool({ parameters: [{ argument: 'id', in: 'path', name: 'id', style: 'matrix', explode: false }] }),
    ],
    [
      'a further argument that is required',
      tool({}, { properties: { id: text, q: text }, required: ['id', 'q'] }),
    ],
    ['an id that is a list', tool({}, { properties: { id: { type: 'array' } } })],
  ])('makes none of %s', (_name, given) => {
    expect(templates(given)).toEqual([]);
  });

  it('completes from the values that are allowed', async () => {
    const data = {
      manifest: { name: 'library' },
      tools: [tool({}, { properties: { id: { type: 'string', enum: ['poem', 'novel', 'note'] } } })],
    } as unknown as ToolData;
    const [template] = generatedTemplates(data);
    expect(await template?.complete?.['id']?.('no', {})).toEqual(['novel', 'note']);
  });
});
