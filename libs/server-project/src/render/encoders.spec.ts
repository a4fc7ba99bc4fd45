import { describe, expect, it } from 'vitest';
import { dockerLabel, envComment, envName, json, markdown, markdownCode, markdownJson } from './encoders.js';

describe('encoders', () => {
  it('writes JSON that reads back, at the depth of its line', () => {
    const value = { title: '"; process.exit() //\n\u202e\u2028', list: [1] };
    expect(JSON.parse(json(value))).toEqual(value);
    expect(json(value)).not.toMatch(/[\u202e\u2028]/u);
    expect(json({ a: 1 }, 4)).toBe('{\n      "a": 1\n    }');
  });

  it('leaves no fence and no markup in JSON inside Markdown', () => {
    const value = '```\n<script>&';
    expect(JSON.parse(markdownJson(value))).toBe(value);
    expect(markdownJson(value)).not.toMatch(/[`<>&]/u);
  });

  it.each([
    ['[a](javascript:alert(1))', String.raw`\[a\](javascript:alert(1))`],
    ['<img src=x onerror=1>', String.raw`\<img src=x onerror=1\>`],
    ['**b** _i_ `c` ~~s~~', '\\*\\*b\\*\\* \\_i\\_ \\`c\\` \\~\\~s\\~\\~'],
    ['a | b', String.raw`a \| b`],
    ['a\r\n\r\n# b', 'a # b'],
    ['# a', String.raw`\# a`],
    ['1. a', String.raw`1\. a`],
    ['see https://evil.test', String.raw`see https\://evil.test`],
    ['see www.evil.test', String.raw`see www\.evil.test`],
    ['&lt;', String.raw`\&lt;`],
    ['back\\slash', String.raw`back\\slash`],
  ])('makes running text of %j', (text, expected) => {
    expect(markdown(text)).toBe(expected);
  });

  it('fences code by more backticks than it holds', () => {
    expect(markdownCode('a`b``c')).toBe('```a`b``c```');
    expect(markdownCode('`a`')).toBe('`` `a` ``');
    expect(markdownCode('a|b\nc')).toBe(String.raw`${'`'}a\|b c${'`'}`);
  });

  it('keeps a label on its line and free of substitution', () => {
    expect(dockerLabel('a "b" $HOME ${x}\nRUN evil \\')).toBe(String.raw`"a \"b\" \$HOME \${x} RUN evil \\"`);
  });

  it('keeps a comment on its line', () => {
    expect(envComment('a\nSECRET=1')).toBe('a SECRET=1');
  });

  it('refuses what is no variable name', () => {
    expect(envName('A_1')).toBe('A_1');
    for (const name of ['a', 'A B', 'A=1\nB', '1A', '', undefined])
      expect(() => envName(name)).toThrow(TypeError);
  });

  it('refuses a value that is not there', () => {
    for (const encode of [json, markdown, markdownCode, dockerLabel, envComment]) {
      expect(() => encode(undefined)).toThrow(TypeError);
    }
  });
});
