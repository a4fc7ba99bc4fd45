import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Marked, type Tokens } from 'marked';
import type { Plugin } from 'vite';

const NAME = 'virtual:help';
const RESOLVED = `\0${NAME}`;

/** Pages of the repository's documentation that are of use to who looks at the hub, in the order in which they are shown. */
const PAGES = [
  'concepts',
  'first-steps',
  'clients',
  'modes',
  'overlays',
  'graphql',
  'templates',
  'operations',
  'security',
  'configuration',
  'cli',
  'pages',
];

interface Section {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Renders docs/*.md when the pages are built: one source, and no Markdown in the browser. The text is our own. */
export function helpPages(): Plugin {
  return {
    name: 'help-pages',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      const topics = await Promise.all(
        PAGES.map(async (page) => {
          const file = fileURLToPath(new URL(`../../docs/${page}.md`, import.meta.url));
          this.addWatchFile(file);
          return topicOf(page, await readFile(file, 'utf8'));
        }),
      );
      return `export const topics = ${JSON.stringify(topics)};`;
    },
  };
}

function topicOf(id: string, markdown: string) {
  const [, title = id, body = ''] = /^# (.+)\n([\s\S]*)$/.exec(markdown) ?? [];
  return { id, title, html: renderer().parse(body) as string, sections: sectionsOf(title, body) };
}

function renderer(): Marked {
  const marked = new Marked();
  marked.use({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>`;
      },
      link({ href, tokens }: Tokens.Link) {
        const text = this.parser.parseInline(tokens);
        const target = targetOf(href);
        return target === undefined ? text : `<a href="${escaped(target)}">${text}</a>`;
      },
      code({ text, lang }: Tokens.Code) {
        // A picture in words is of no use here.
        if (lang === 'mermaid') return '';
        return `<pre tabindex="0"><code>${escaped(text)}</code></pre>`;
      },
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: string) =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="scrolled" tabindex="0"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`;
      },
    },
  });
  return marked;
}

/** Links between pages lead to the same pages here; what is not shown here is no link. */
function targetOf(href: string): string | undefined {
  if (href.startsWith('#') || href.startsWith('/') || /^https?:/.test(href)) return href;
  const [, page = '', hash = ''] = /^(?:\.\/|docs\/)?([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  return PAGES.includes(page) ? `/help/${page}${hash}` : undefined;
}

function sectionsOf(title: string, body: string): Section[] {
  const parts = body.split(/^#{2,3} (.+)$/m);
  const sections: Section[] = [{ id: '', title, text: plain(parts[0] ?? '') }];
  for (let index = 1; index < parts.length; index += 2) {
    const heading = parts[index] ?? '';
    sections.push({ id: slugOf(heading), title: plain(heading), text: plain(parts[index + 1] ?? '') });
  }
  return sections;
}

/** As GitHub does it, so that links into sections hold in both places. */
function slugOf(heading: string): string {
  return plain(heading)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function plain(markdown: string): string {
  return markdown
    .replaceAll(/<\/?kbd>/g, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*|#]|^[-:\s|]+$/gm, ' ')
    .replaceAll(/(^|\s)_|_(\s|[.,;:)]|$)/g, '$1$2')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
