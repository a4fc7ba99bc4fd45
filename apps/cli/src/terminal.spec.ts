import { describe, expect, it } from 'vitest';
import { printable, styled, table } from './terminal.js';

const stream = (isTTY: boolean) => ({ isTTY }) as NodeJS.WriteStream;

describe('the terminal', () => {
  it('aligns columns and cuts the last one at the width', () => {
    const lines = table(
      [
        ['NAME', 'TOKENS', 'TEXT'],
        ['aLongerName', '7', 'words '.repeat(20)],
      ],
      50,
    ).split('\n');
    expect(lines[0]?.indexOf('TOKENS')).toBe(lines[1]?.indexOf('7'));
    expect(lines[1]).toHaveLength(50);
    expect(lines[1]?.endsWith('…')).toBe(true);
  });

  it('gives nothing for no rows and keeps a cell on its line', () => {
    expect(table([])).toBe('');
    expect(table([['a', 'one\n  two']])).toBe('a  one two');
  });

  it('colours only a terminal that has not said no', () => {
    const before = process.env['NO_COLOR'];
    try {
      delete process.env['NO_COLOR'];
      expect(styled('red', 'x', stream(false))).toBe('x');
      process.env['NO_COLOR'] = '1';
      expect(styled('red', 'x', stream(true))).toBe('x');
    } finally {
      if (before === undefined) delete process.env['NO_COLOR'];
      else process.env['NO_COLOR'] = before;
    }
  });

  it('lets no control character or direction mark of a description through', () => {
    expect(printable('a\u001b[2Jb\u0007c\u202Ed\u009bm')).toBe('a[2Jbcdm');
    expect(printable('two\nlines\tand a tab')).toBe('two lines and a tab');
  });
});
