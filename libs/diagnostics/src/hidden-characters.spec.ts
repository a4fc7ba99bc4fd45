import { describe, expect, it } from 'vitest';
import { hiddenIn, stripHidden } from '#lib/diagnostics';

describe('hidden characters', () => {
  it.each([
    ['a\u202Eb', 'ab', ['U+202E']],
    ['zero\u200Bwidth', 'zerowidth', ['U+200B']],
    ['\u001B[2Jansi\u001B]0;title\u0007', 'ansi', ['U+001B']],
    ['\u{E0041}tag', 'tag', ['U+E0041']],
    ['a\u0000\u0085b\uD800', 'ab', ['U+0000', 'U+0085', 'U+D800']],
    ['latin\u200Djoined', 'latinjoined', ['U+200D']],
    ['می\u200Cخواهم 👩\u200D🔧', 'می\u200Cخواهم 👩\u200D🔧', []],
    ['tab\tand\r\nline, ❤️', 'tab\tand\r\nline, ❤️', []],
  ])('%j', (text, stripped, found) => {
    expect(stripHidden(text)).toBe(stripped);
    expect(hiddenIn(text)).toEqual(found);
  });
});
