import { describe, expect, it } from 'vitest';
import type { HttpOperation, JsonSchema } from '#lib/api-description';
import { SchemaGraph } from '../schema/graph.js';
import { outputSchemaOf } from './output-schema.js';

const answer = (status: string, schema: unknown, contentType = 'application/json') => ({
  status,
  content: [{ contentType, schema, encoding: {} }],
});
const outputOf = (responses: object[], schemas: Record<string, unknown> = {}) =>
  outputSchemaOf(
    { responses } as unknown as HttpOperation,
    new SchemaGraph(schemas as Record<string, JsonSchema>),
  );

describe('output schemas', () => {
  it('hold names and types, and nothing that an answer could break', () => {
    const schema = {
      type: 'object',
      description: 'A pet.',
      required: ['id'],
      properties: {
        id: { type: 'integer', minimum: 1 },
        status: { type: 'string', enum: ['sold'] },
        password: { type: 'string', writeOnly: true },
        owner: { $ref: '#/schemas/Owner' },
      },
    };
    expect(outputOf([answer('200', schema)], { Owner: { type: ['object', 'null'] } })).toEqual({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        status: { type: 'string' },
        owner: { type: ['object', 'null'] },
      },
    });
  });

  it('wrap what is no object', () => {
    expect(outputOf([answer('200', { type: 'array', items: { type: 'string' } })])).toEqual({
      type: 'object',
      properties: { result: { type: 'array', items: { type: 'string' } } },
    });
  });

  it('unite the parts of allOf', () => {
    const a = { type: 'object', properties: { a: { type: 'string' } } };
    const b = { properties: { b: { type: 'string' } } };
    expect(outputOf([answer('200', { allOf: [a, b] })])).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
    });
  });

  it('end at a depth where a schema contains itself, and stay small', () => {
    const Node = {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => [`child${index}`, { $ref: '#/schemas/Node' }]),
      ),
    };
    const schema = outputOf([answer('200', { $ref: '#/schemas/Node' })], { Node });
    expect(JSON.stringify(schema).length).toBeLessThan(1_500);
    expect(Object.keys(schema?.properties ?? {})).toHaveLength(9);
  });

  it('promise no members where answers differ', () => {
    const good = [
      answer('200', { type: 'object', properties: { a: {} } }),
      answer('202', { type: 'string' }),
    ];
    expect(outputOf(good)).toEqual({ type: 'object', properties: {} });
  });

  it('promise nothing of JSON that is not described', () => {
    expect(outputOf([answer('200', undefined)])).toEqual({ type: 'object', properties: {} });
  });

  it('are left out where no JSON is described', () => {
    expect(
      outputOf([answer('200', { type: 'string' }, 'text/plain'), answer('400', { type: 'object' })]),
    ).toBeUndefined();
  });
});
