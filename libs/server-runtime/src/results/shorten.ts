import { isRecord } from '../request/values.js';

/** A value within a limit, and what was left out of it. */
export interface Shortened {
  readonly value: unknown;
  /** One line for each list or text that was cut: `items: the first 40 of 312`. */
  readonly cuts: readonly string[];
}

/** Shortens a JSON value to about `limit` characters, keeping it JSON: long lists and texts lose their ends. */
export function shorten(value: unknown, limit: number): Shortened {
  const cuts: string[] = [];
  return { value: shortened(value, limit, { path: '', cuts }), cuts };
}

interface At {
  readonly path: string;
  readonly cuts: string[];
}

function shortened(value: unknown, limit: number, at: At): unknown {
  if (sizeOf(value) <= limit) return value;
  if (Array.isArray(value)) return shortList(value, limit, at);
  if (isRecord(value)) return shortObject(value, limit, at);
  if (typeof value !== 'string') return value;
  const kept = Math.max(0, limit - 3);
  at.cuts.push(`${named(at)}: the first ${kept} of ${value.length} characters`);
  return `${value.slice(0, kept)}…`;
}

function shortList(items: readonly unknown[], limit: number, at: At): unknown[] {
  const kept: unknown[] = [];
  let left = limit - 2;
  for (const item of items) {
    const size = sizeOf(item) + 1;
    if (size > left) break;
    kept.push(item);
    left -= size;
  }
  if (kept.length === 0 && items.length > 0)
    kept.push(shortened(items[0], left, { ...at, path: `${at.path}[0]` }));
  if (kept.length < items.length) at.cuts.push(`${named(at)}: the first ${kept.length} of ${items.length}`);
  return kept;
}

/** Small members stay; the large ones share what is left. */
function shortObject(value: Readonly<Record<string, unknown>>, limit: number, at: At): unknown {
  const sizes = Object.entries(value).map(([name, member]) => ({ name, member, size: sizeOf(member) }));
  let left = limit - 2 - sizes.reduce((sum, { name }) => sum + name.length + 4, 0);
  const budgets = new Map<string, number>();
  for (const [index, { name, size }] of sizes.toSorted((a, b) => a.size - b.size).entries()) {
    const share = Math.max(0, Math.floor(left / (sizes.length - index)));
    budgets.set(name, Math.min(size, share));
    left -= Math.min(size, share);
  }
  return Object.fromEntries(
    sizes.map(({ name, member }) => [
      name,
      shortened(member, budgets.get(name) ?? 0, {
        ...at,
        path: at.path === '' ? name : `${at.path}.${name}`,
      }),
    ]),
  );
}

function named({ path }: At): string {
  return path === '' ? 'the list' : `"${path}"`;
}

function sizeOf(value: unknown): number {
  return (JSON.stringify(value) ?? '').length;
}
