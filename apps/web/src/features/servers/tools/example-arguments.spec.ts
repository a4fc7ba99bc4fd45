import { describe, expect, it } from 'vitest';
import { exampleOf } from './example-arguments';

describe('example arguments of a schema', () => {
  it('takes what the schema gives before it makes something up', () => {
    const properties = {
      limit: { type: 'integer', default: 20 },
      state: { enum: ['open', 'shut'] },
      born: { type: 'string', format: 'date' },
      tags: { type: 'array', items: { type: 'string', examples: ['red'] } },
      age: { type: 'integer', minimum: 3 },
    };
    expect(exampleOf({ type: 'object', properties })).toEqual({
      limit: 20,
      state: 'open',
      born: '2026-01-31',
      tags: ['red'],
      age: 3,
    });
  });

  it('gives the required ones alone where there are any', () => {
    const properties = { id: { type: 'string' }, note: { type: 'string' } };
    expect(exampleOf({ type: 'object', properties, required: ['id'] })).toEqual({ id: 'text' });
  });

  it('follows references, and ends where they go in circles', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
    const schema = { type: 'object', properties: { first: { $ref: '#/$defs/node' } }, $defs: { node } };
    expect(JSON.stringify(exampleOf(schema)).length).toBeLessThan(200);
    const loop = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { $ref: '#/$defs/a' } },
    };
    expect(exampleOf(loop)).toEqual({ a: 'text' });
  });
});
