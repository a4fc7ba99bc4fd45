import type { GraphqlOperation, JsonSchema } from '#lib/api-description';
import { AppError } from '#lib/diagnostics';

/** Twenty times what the largest known schema needs; beyond it no client could list the tools. */
const MAX_CHARS = 64 * 1024 * 1024;

/**
 * Refuses a schema whose tools would repeat shared input types without measure: each tool's input schema
 * holds all that it refers to, so that a few thousand fields with one huge enum make gigabytes.
 *
 * @throws AppError `document-unusable`
 */
export function refuseOversize(
  operations: readonly GraphqlOperation[],
  schemas: Readonly<Record<string, JsonSchema>>,
): void {
  const sizes = new Map(Object.entries(schemas).map(([name, schema]) => [name, measured(schema)]));
  let total = 0;
  for (const operation of operations) {
    const seen = new Set<string>();
    const open = operation.arguments.flatMap(({ schema }) => measured(schema).refersTo);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const { chars = 0, refersTo = [] } = sizes.get(name) ?? {};
      total += chars;
      open.push(...refersTo);
    }
    if (total > MAX_CHARS)
      throw new AppError('document-unusable', {
        detail: `The input schemas of the ${operations.length} tools would take more than ${MAX_CHARS / 1024 / 1024} MB: large input types or enums are used by too many fields.`,
      });
  }
}

function measured(schema: JsonSchema): { chars: number; refersTo: string[] } {
  const text = JSON.stringify(schema);
  const names = [...text.matchAll(/"\$ref":"#\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
  return { chars: text.length, refersTo: [...new Set(names)] };
}
