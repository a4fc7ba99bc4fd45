import type { GraphqlTypes } from '#lib/api-description';
import { TypeIndex, type ToolFile } from '#lib/server-runtime';

/** The output types that the fields of these tools lead to; others need not be in a project. */
export function usedTypes(
  all: GraphqlTypes | undefined,
  files: readonly ToolFile[],
): GraphqlTypes | undefined {
  if (all === undefined) return undefined;
  const index = new TypeIndex(all);
  const open = files.flatMap(({ tools }) =>
    tools.flatMap(({ binding }) => (binding.kind === 'http' ? [] : (binding.selection?.type ?? []))),
  );
  const used = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name) || index.isLeaf(name)) continue;
    used.add(name);
    open.push(...index.possible(name), ...[...index.fields(name).values()].map(({ named }) => named));
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
}
