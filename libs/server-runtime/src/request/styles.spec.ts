import { assert, boolean, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireStyle } from '../format.js';
import { pathText, plainText, queryPairs } from './styles.js';

const array = ['blue', 'black', 'brown'];
const object = { R: 100, G: 200, B: 150 };
const layout = (style: WireStyle, explode: boolean) => ({ name: 'color', style, explode });

/** The table "Style Examples" of OpenAPI 3.1, section "Parameter Object". */
describe('styles', () => {
  it.each([
    ['matrix', false, 'blue', ';color=blue'],
    ['matrix', false, '', ';color'],
    ['matrix', false, array, ';color=blue,black,brown'],
    ['matrix', false, object, ';color=R,100,G,200,B,150'],
    ['matrix', true, array, ';color=blue;color=black;color=brown'],
    ['matrix', true, object, ';R=100;G=200;B=150'],
    ['label', false, 'blue', '.blue'],
    ['label', false, array, '.blue,black,brown'],
    ['label', true, array, '.blue.black.brown'],
    ['label', true, object, '.R=100.G=200.B=150'],
    ['simple', false, array, 'blue,black,brown'],
    ['simple', false, object, 'R,100,G,200,B,150'],
    ['simple', true, object, 'R=100,G=200,B=150'],
  ] as const)('%s in a path, explode %s: %j', (style, explode, value, text) => {
    expect(pathText(value, layout(style, explode))).toBe(text);
  });

  it.each([
    ['form', false, '', 'color='],
    ['form', false, array, 'color=blue,black,brown'],
    ['form', false, object, 'color=R,100,G,200,B,150'],
    ['form', true, array, 'color=blue&color=black&color=brown'],
    ['form', true, object, 'R=100&G=200&B=150'],
    ['spaceDelimited', false, array, 'color=blue%20black%20brown'],
    ['pipeDelimited', false, array, 'color=blue%7Cblack%7Cbrown'],
    ['deepObject', true, object, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
  ] as const)('%s in a query, explode %s: %j', (style, explode, value, text) => {
    expect(queryPairs(value, layout(style, explode)).join('&')).toBe(text);
  });

  it('nests deep objects as servers read them', () => {
    expect(
      queryPairs({ a: { b: [1, { c: false }] } }, layout('deepObject', true)).map(decodeURIComponent),
    ).toEqual(['color[a][b][0]=1', 'color[a][b][1][c]=false']);
  });

  it('joins headers without encoding them', () => {
    expect(plainText(['a b', 'ü'], { style: 'simple', explode: false })).toBe('a b,ü');
  });

  it('keeps any text through a query string', () => {
    assert(
      property(string({ unit: 'grapheme' }), boolean(), (text, allowReserved) => {
        const [pair = ''] = queryPairs(text, { ...layout('form', true), allowReserved });
        expect(new URLSearchParams(pair).get('color')).toBe(text);
      }),
    );
  });
});
