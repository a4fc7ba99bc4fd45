import type { OperationFilter, ToolOverride, ToolSelection } from '#lib/tool-mapping';
import { NO_CUSTOMIZATION, type Customization } from './customization.js';

/** Joins what several files say: overlays in order, filters together, overrides with the later one winning. */
export function mergeCustomizations(parts: readonly Customization[]): Customization {
  return parts.reduce(
    (merged, part) => ({
      ...merged,
      ...part,
      overlays: [...merged.overlays, ...part.overlays],
      selection: mergeSelections(merged.selection, part.selection),
    }),
    NO_CUSTOMIZATION,
  );
}

function mergeSelections(a: ToolSelection, b: ToolSelection): ToolSelection {
  const include = mergeFilters(a.include, b.include);
  const exclude = mergeFilters(a.exclude, b.exclude);
  const tools = mergeRecords(a.tools, b.tools, mergeOverrides);
  const subscriptions = mergeSubscriptions(a.subscriptions, b.subscriptions);
  return {
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(tools === undefined ? {} : { tools }),
    ...(subscriptions === undefined ? {} : { subscriptions }),
  };
}

type Subscriptions = ToolSelection['subscriptions'];

/** `true` says nothing of how, so it leaves what was said before. */
function mergeSubscriptions(a: Subscriptions, b: Subscriptions): Subscriptions {
  if (typeof a !== 'object') return b ?? a;
  if (b === undefined || b === true) return a;
  return b === false ? b : { ...a, ...b };
}

const KINDS = ['tags', 'paths', 'methods', 'operations'] as const;

function mergeFilters(a: OperationFilter = {}, b: OperationFilter = {}): OperationFilter | undefined {
  const lists = KINDS.map((kind) => [kind, [...new Set([...(a[kind] ?? []), ...(b[kind] ?? [])])]] as const);
  const filled = lists.filter(([, list]) => list.length > 0);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}

function mergeOverrides(a: ToolOverride, b: ToolOverride): ToolOverride {
  const annotations = { ...a.annotations, ...b.annotations };
  const parameters = mergeRecords(a.parameters, b.parameters, (mine, theirs) => ({ ...mine, ...theirs }));
  return {
    ...a,
    ...b,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function mergeRecords<T>(
  a: Readonly<Record<string, T>> | undefined,
  b: Readonly<Record<string, T>> | undefined,
  merge: (mine: T, theirs: T) => T,
): Record<string, T> | undefined {
  if (a === undefined && b === undefined) return undefined;
  const merged = new Map(Object.entries(a ?? {}));
  for (const [key, theirs] of Object.entries(b ?? {})) {
    const mine = merged.get(key);
    merged.set(key, mine === undefined ? theirs : merge(mine, theirs));
  }
  return Object.fromEntries(merged);
}
