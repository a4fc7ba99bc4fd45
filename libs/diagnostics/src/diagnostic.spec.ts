import { describe, expect, it } from 'vitest';
import { fromPointer, toPointer } from '#lib/diagnostics';

describe('JSON Pointer', () => {
  it('escapes and unescapes reference tokens (RFC 6901 section 5)', () => {
    const tokens = ['paths', '/pets/{id}', 'm~n', 0];
    expect(toPointer(tokens)).toBe('/paths/~1pets~1{id}/m~0n/0');
    expect(fromPointer(toPointer(tokens))).toEqual(tokens.map(String));
  });

  it('reads a tilde that was escaped before a one', () => {
    expect(fromPointer('/~01')).toEqual(['~1']);
  });

  it('takes the empty pointer as the whole document', () => {
    expect(toPointer([])).toBe('');
    expect(fromPointer('')).toEqual([]);
  });
});
