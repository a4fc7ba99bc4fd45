import type { ApiDescription, Operation } from '#lib/api-description';
import type { ToolDefinition, ToolFile } from '#lib/server-runtime';

const UNTAGGED = 'default';
const MAX_SLUG = 40;

/** Groups tools by their operation's first tag; files in the order of the tags, tools by name. */
export function groupByTag(
  api: ApiDescription,
  tools: readonly { operation: Operation; tool: ToolDefinition }[],
): ToolFile[] {
  const byTag = new Map<string, ToolDefinition[]>();
  for (const { operation, tool } of tools) {
    const tag = operation.tags[0] ?? UNTAGGED;
    const list = byTag.get(tag);
    if (list === undefined) byTag.set(tag, [tool]);
    else list.push(tool);
  }
  const order = new Map(api.tags.map(({ name }, index) => [name, index]));
  const rank = (tag: string) => order.get(tag) ?? Number.MAX_SAFE_INTEGER;
  return [...byTag]
    .toSorted(([a], [b]) => rank(a) - rank(b) || compare(a, b))
    .map(([tag, list]) => ({ tag, tools: list.toSorted((a, b) => compare(a.name, b.name)) }));
}

/** By code point: the same on every machine and locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** File names for tags: lower-case, unique, safe on every file system. */
export function fileNames(tags: readonly string[]): string[] {
  const taken = new Set<string>();
  return tags.map((tag) => {
    const stem = slug(tag) || 'tag';
    let name = `${stem}.json`;
    for (let count = 2; taken.has(name); count += 1) name = `${stem}-${count}.json`;
    taken.add(name);
    return name;
  });
}

/** Cut at a word's end where that leaves enough. */
export function slug(text: string): string {
  const whole = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (whole.length <= MAX_SLUG) return whole;
  const head = whole.slice(0, MAX_SLUG + 1);
  const end = head.lastIndexOf('-');
  return head.slice(0, end > MAX_SLUG / 2 ? end : MAX_SLUG);
}
