import { describe, expect, it } from 'vitest';
import { shapeOf, variantName, type Schema } from './schema';

const root: Schema = {
  $defs: {
    Cat: { title: 'Cat', type: 'object', properties: { lives: { type: 'integer' } } },
    Dog: { type: 'object', properties: { tricks: { type: 'array', items: { type: 'string' } } } },
    'a/b~c': { type: 'boolean' },
    Loop: { $ref: '#/$defs/Loop' },
  },
};

const kindOf = (schema: Schema | boolean | undefined) => shapeOf(schema, root).kind;

describe('the field for a schema', () => {
  it.each<[string, Schema | boolean | undefined, string]>([
    ['a text', { type: 'string' }, 'text'],
    ['a number', { type: 'integer' }, 'number'],
    ['one of two kinds of number', { type: ['integer', 'number'] }, 'number'],
    ['a yes or no', { type: 'boolean' }, 'boolean'],
    ['a choice of values', { type: 'string', enum: ['a', 'b'] }, 'enum'],
    ['a constant', { const: 3 }, 'enum'],
    ['a list', { type: 'array', items: { type: 'string' } }, 'list'],
    ['a list of anything', { type: 'array' }, 'json'],
    ['an object', { type: 'object', properties: { a: {} } }, 'object'],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, 'json'],
    ['one of several shapes', { oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }] }, 'choice'],
    ['texts or numbers', { type: ['string', 'integer'] }, 'json'],
    ['a reference with escapes', { $ref: '#/$defs/a~1b~0c' }, 'boolean'],
    ['a reference to nothing', { $ref: '#/$defs/None' }, 'json'],
    ['a reference to itself', { $ref: '#/$defs/Loop' }, 'json'],
    ['anything', true, 'json'],
    ['nothing said', undefined, 'json'],
  ])('of %s', (_name, schema, kind) => {
    expect(kindOf(schema)).toBe(kind);
  });

  it('may be null in each of the ways to say so', () => {
    for (const schema of [
      { type: ['string', 'null'] },
      { enum: ['a', null] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ] satisfies Schema[])
      expect(shapeOf(schema, root).isNullable).toBe(true);
    expect(shapeOf({ type: 'string' }, root).isNullable).toBe(false);
  });

  it('is that of the one shape besides null, with what stands around it', () => {
    const shape = shapeOf({ description: 'A pet', anyOf: [{ $ref: '#/$defs/Cat' }, { type: 'null' }] }, root);
    expect(shape).toMatchObject({
      kind: 'object',
      isNullable: true,
      schema: { title: 'Cat', description: 'A pet' },
    });
  });

  it('has the members of all parts', () => {
    const { kind, schema } = shapeOf(
      { allOf: [{ $ref: '#/$defs/Cat' }, { required: ['name'], properties: { name: { type: 'string' } } }] },
      root,
    );
    expect([kind, Object.keys(schema.properties ?? {}), schema.required]).toEqual([
      'object',
      ['lives', 'name'],
      ['name'],
    ]);
  });
});

it('names the shapes of a choice', () => {
  expect([{ title: 'Cat' }, { type: 'string' }, {}].map(variantName)).toEqual(['Cat', 'string', '#3']);
});
