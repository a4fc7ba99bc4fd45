import { describe, expect, it } from 'vitest';
import { globTest } from './glob.js';

describe('a path pattern', () => {
  it.each([
    ['/pets', '/pets', true],
    ['/pets', '/pets/1', false],
    ['/pets/*', '/pets/{petId}', true],
    ['/pets/*', '/pets/{petId}/photos', false],
    ['/pets/**', '/pets/{petId}/photos', true],
    ['/pets/**', '/pets', true],
    ['/pets/**', '/petshop', false],
    ['**/photos', '/pets/{petId}/photos', true],
    ['/v?/pets', '/v1/pets', true],
    ['/v?/pets', '/v//pets', false],
    ['/pets/{petId}', '/pets/{petId}', true],
    ['/a.b', '/axb', false],
    ['/a(b)+', '/a(b)+', true],
    ['/a***', '/a/b', true],
    ['*', '/a', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(globTest(pattern)(text)).toBe(expected);
  });
});
