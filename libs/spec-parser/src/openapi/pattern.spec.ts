import { describe, expect, it } from 'vitest';
import { repairPattern } from './pattern.js';

describe('patterns', () => {
  it.each([
    ['^[a-z]+$', '^[a-z]+$'],
    ['^a\\-b$', '^a-b$'],
    ['[\\w\\-]+', '[\\w\\-]+'],
    ['a\\_b', 'a_b'],
    ["it\\'s", "it's"],
    ['\\Aabc\\z', '^abc$'],
    ['(?P<year>\\d+)\\_', '(?<year>\\d+)_'],
    ['[[:alpha:]\\_]+', '[A-Za-z_]+'],
    ['(unclosed', undefined],
  ])('%j becomes %j', (pattern, repaired) => {
    expect(repairPattern(pattern)).toBe(repaired);
  });
});
