import type { ToolDefinition } from '#lib/server-runtime';

/** What became different between two tool lists of one API, told by operation. */
export interface ToolChanges {
  readonly added: readonly ChangedTool[];
  readonly removed: readonly ChangedTool[];
  readonly renamed: readonly { readonly operation: string; readonly from: string; readonly to: string }[];
  /** Tools whose other members differ, with the names of these. */
  readonly changed: readonly (ChangedTool & { readonly members: readonly string[] })[];
}

export interface ChangedTool {
  readonly name: string;
  readonly operation: string;
}

const MEMBERS = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations', 'binding'] as const;

export function toolChanges(
  before: readonly ToolDefinition[],
  after: readonly ToolDefinition[],
): ToolChanges {
  const old = new Map(before.map((tool) => [tool.operation, tool]));
  const now = new Set(after.map(({ operation }) => operation));
  const both = after.flatMap((tool) => {
    const earlier = old.get(tool.operation);
    return earlier === undefined ? [] : [{ tool, earlier }];
  });
  return {
    added: after.filter(({ operation }) => !old.has(operation)).map(named),
    removed: before.filter(({ operation }) => !now.has(operation)).map(named),
    renamed: both
      .filter(({ tool, earlier }) => tool.name !== earlier.name)
      .map(({ tool, earlier }) => ({ operation: tool.operation, from: earlier.name, to: tool.name })),
    changed: both
      .map(({ tool, earlier }) => ({ ...named(tool), members: differing(tool, earlier) }))
      .filter(({ members }) => members.length > 0),
  };
}

function named({ name, operation }: ToolDefinition): ChangedTool {
  return { name, operation };
}

/** Both were made by the same mapping, so equal members are equal text. */
function differing(a: ToolDefinition, b: ToolDefinition): string[] {
  return MEMBERS.filter((member) => JSON.stringify(a[member]) !== JSON.stringify(b[member]));
}
