import { describe, expect, it } from 'vitest';
import { SchemaCompiler } from '../schema-compiler.js';
import { fitOutput } from './fit-output.js';

const schema = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    items: { type: 'array', items: { type: 'object', properties: { size: { type: 'integer' } } } },
    names: { type: 'array', items: { type: 'string' } },
    result: { type: 'array' },
  },
};
const fitted = async (value: unknown) => {
  const check = await new SchemaCompiler().check('output', schema);
  const result = fitOutput(value, check);
  expect(check(result)).toBe(true);
  return result;
};

describe('structured results', () => {
  it('are the answer where it fits', async () => {
    expect(await fitted({ id: 1, more: true })).toEqual({ id: 1, more: true });
    expect(await fitted([1])).toEqual({ result: [1] });
  });

  it('keep what does not fit apart, with its place', async () => {
    expect(await fitted({ id: 'a', items: [{ size: 1 }, { size: '2' }], names: ['a', 5] })).toEqual({
      items: [{ size: 1 }, {}],
      _unmatched: { '/id': 'a', '/items/1/size': '2', '/names': ['a', 5] },
    });
  });

  it('leave out a null that is not declared', async () => {
    expect(await fitted({ id: null, items: [] })).toEqual({ items: [] });
  });

  it('leave the given value alone', async () => {
    const given = { id: 'a' };
    await fitted(given);
    expect(given).toEqual({ id: 'a' });
  });

  it('wrap a text where a list is declared', async () => {
    expect(await fitted('plain')).toEqual({ _unmatched: { '/result': 'plain' } });
  });
});
