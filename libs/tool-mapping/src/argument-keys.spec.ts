import { describe, expect, it } from 'vitest';
import { ArgumentKeys } from './argument-keys.js';

describe('argument keys', () => {
  it.each([
    ['id', 'id'],
    ['X-Id', 'X-Id'],
    ['filter[name]', 'filter_name'],
    ['$top', 'top'],
    ['名前', 'query'],
    ['a'.repeat(80), 'a'.repeat(64)],
  ])('of %j', (wire, key) => {
    expect(new ArgumentKeys().take(wire, 'query')).toBe(key);
  });

  it('name the place where a name is taken, whatever its case', () => {
    const keys = new ArgumentKeys();
    expect([
      keys.take('id', 'path'),
      keys.take('ID', 'query'),
      keys.take('id', 'query'),
      keys.take('id', 'query'),
    ]).toEqual(['id', 'ID_query', 'id_2', 'id_3']);
  });
});
