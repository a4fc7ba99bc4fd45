import { assert, constantFrom, jsonValue, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGuarded, RefusedJson } from './json-guard.js';

describe('parseGuarded', () => {
  it('parses what JSON.parse does, to the same value', () => {
    assert(
      property(jsonValue({ maxDepth: 6 }), constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (text.includes('"__proto__"')) return;
        expect(parseGuarded(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws nothing but its own error, whatever the text', () => {
    assert(
      property(string({ unit: constantFrom('"', '\\', '{', '}', '[', ':', ',', 'a', ' ') }), (text) => {
        try {
          parseGuarded(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedJson);
        }
      }),
    );
  });

  it.each([
    ['a member named twice', '{"a":1,"a":2}'],
    ['one written in another way', String.raw`{"a":1,"\u0061":2}`],
    ['one named twice deep inside', '[{"x":{"a":[],"b":0,"a" : 1}}]'],
    ['__proto__', '{"params":{"__proto__":{"x":1}}}'],
    ['__proto__ written in another way', String.raw`{"\u005f_proto__":{}}`],
    ['deep arrays', '['.repeat(101) + ']'.repeat(101)],
    ['deep objects', '{"a":'.repeat(100_000)],
    ['very deep arrays', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['long batches', `[${Array.from({ length: 51 }, () => '{}').join(',')}]`],
    ['no JSON', '{a:1}'],
    ['nothing', ''],
    ['two values', '{} {}'],
    ['an open text', '"\\'],
  ])('refuses %s', (_name, text) => {
    expect(() => parseGuarded(text)).toThrow(RefusedJson);
  });

  it.each([
    '[{"a":1},{"a":2}]',
    '{"a":"\\"a\\":","b":["a","a"]}',
    '{"constructor":{"prototype":1}}',
    '{"a":{"a":{"a":1}}}',
    `${'['.repeat(99)}1${']'.repeat(99)}`,
  ])('takes %s', (text) => {
    expect(parseGuarded(text)).toEqual(JSON.parse(text));
  });

  it('takes time in proportion, even where texts never end', () => {
    const started = performance.now();
    for (const text of ['"\\'.repeat(1_000_000), '"'.repeat(2_000_001), `{"${' '.repeat(2_000_000)}`])
      expect(() => parseGuarded(text)).toThrow(RefusedJson);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
