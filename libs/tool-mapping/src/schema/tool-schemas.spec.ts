import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '#lib/api-description';
import { SchemaGraph } from './graph.js';
import { ToolSchemas } from './tool-schemas.js';

function input(schema: JsonSchema, schemas: Record<string, JsonSchema> = {}) {
  const tool = new ToolSchemas(new SchemaGraph(schemas), [schema]);
  return { schema: tool.input(schema), defs: tool.defs() };
}

describe('schemas of a tool', () => {
  it('write a shared schema out where it is used once', () => {
    expect(input({ $ref: '#/schemas/Pet' }, { Pet: { type: 'string' } })).toEqual({
      schema: { type: 'string' },
      defs: undefined,
    });
  });

  it('keep recursion at its full depth', () => {
    const Node = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#/schemas/Node' } } },
    };
    expect(input({ $ref: '#/schemas/Node' }, { Node })).toEqual({
      schema: { $ref: '#/$defs/Node' },
      defs: {
        Node: {
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/$defs/Node' } } },
        },
      },
    });
  });

  it('leave out what only answers hold, in required too', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
      required: ['id', 'name'],
    };
    expect(input(schema).schema).toEqual({
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
    });
  });

  it('merge allOf of plain objects, and keep what contradicts', () => {
    const a = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    const b = { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] };
    expect(input({ allOf: [a, b] }).schema).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['a', 'b'],
    });
    expect(input({ type: 'string', allOf: [{ minLength: 1 }, { minLength: 2 }] }).schema).toEqual({
      type: 'string',
      minLength: 1,
      allOf: [{ minLength: 2 }],
    });
  });

  it('keep a property that is named like a keyword or like the prototype', () => {
    const properties = JSON.parse(
      '{"__proto__":{"type":"string"},"required":{"type":"boolean"}}',
    ) as JsonSchema;
    const { schema } = input({ type: 'object', properties });
    expect(Object.keys((schema as { properties: object }).properties)).toEqual(['__proto__', 'required']);
  });
});
