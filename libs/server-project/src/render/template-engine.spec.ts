import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAssetFolders } from '../project/asset-folder.js';
import { compileTemplate } from './template-engine.js';

const compile = (path: string, text: string) => compileTemplate({ path, text });

describe('compileTemplate', () => {
  it.each([
    ['README.md', 'a {{title}}'],
    ['README.md', 'a {{this.title}}'],
    ['README.md', 'a {{{markdown title}}}'],
    ['README.md', 'a {{&markdown title}}'],
    ['README.md', 'a {{json title}}'],
    ['README.md', 'a {{lookup this "title"}}'],
    ['README.md', 'a {{log title}}'],
    ['README.md', '{{#with title}}{{this}}{{/with}}'],
    ['README.md', '{{#each list}}{{this}}{{/each}}'],
    ['README.md', '{{#markdown title}}{{/markdown}}'],
    ['README.md', '{{markdown (json title)}}'],
    ['README.md', '{{> other.md}}'],
    ['README.md', '{{> (lookup this "title")}}'],
    ['README.md', '{{#> layout}}{{/layout}}'],
    ['README.md', '{{#*inline "x"}}{{/inline}}'],
    ['package.json', '{"a": {{markdown title}}}'],
    ['src/main.ts', 'const a = {{json title}};'],
    ['Dockerfile', 'LABEL a={{json title}}'],
    ['script.sh', 'echo {{json title}}'],
  ])('refuses in %s: %s', (path, text) => {
    expect(() => compile(path, text)).toThrow(/Template|Parse error/u);
  });

  it('refuses a partial that lets a value through', () => {
    const partial = { path: 'part.md', text: '{{title}}' };
    expect(() => compileTemplate({ path: 'a.md', text: '{{> part.md}}' }, [partial])).toThrow('part.md:1');
  });

  it('refuses a partial made for another kind of file', () => {
    const partial = { path: 'part.json', text: '{{json title}}' };
    expect(() => compileTemplate({ path: 'a.md', text: '{{> part.json}}' }, [partial])).toThrow('no partial');
  });

  it('fills what is encoded', () => {
    const render = compile(
      'a.md',
      '{{#if show}}{{markdown title}}{{/if}}{{#each list}} {{markdownCode this}}{{/each}}',
    );
    expect(render({ show: true, title: '<b>', list: ['x'] })).toBe('\\<b\\> `x`');
  });

  it('throws when a value is missing', () => {
    expect(() => compile('a.md', '{{markdown titel}}')({ title: 'x' })).toThrow('not there');
    expect(() => compile('a.md', '{{markdown constructor.name}}')({})).toThrow();
  });

  it('takes every template of the repository', () => {
    const { templates } = findAssetFolders();
    const files = readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.hbs'),
    );
    expect(files.length).toBeGreaterThan(5);
    const sources = files.map((file) => ({
      folder: /(^|[\\/])partials[\\/]/u.test(file) ? 'partials' : 'files',
      path: file.replace(/^.*?[\\/](?:files|partials)[\\/]/u, '').slice(0, -'.hbs'.length),
      text: readFileSync(join(templates, file), 'utf8'),
    }));
    const partials = sources.filter((source) => source.folder === 'partials');
    for (const source of sources) compileTemplate(source, partials);
  });
});
