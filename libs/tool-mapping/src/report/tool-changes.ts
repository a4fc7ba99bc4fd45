import type { ToolDefinition } from '#lib/server-runtime';
import { grave, harmless, type ChangeReason } from './change-reason.js';
import { inputChanges, outputChanges } from './schema-changes.js';

/** What became different between two tool lists of one API, for a client that knows the earlier one. */
export interface ToolChanges {
  /** Whether any of it is breaking: a call that worked before may not work now. */
  readonly breaking: boolean;
  readonly added: readonly ToolChange[];
  readonly removed: readonly ToolChange[];
  readonly renamed: readonly RenamedTool[];
  /** Tools that differ in more than their name. */
  readonly changed: readonly AlteredTool[];
}

export interface ToolChange {
  readonly name: string;
  /** Id of the operation: `GET /pets/{petId}`. */
  readonly operation: string;
  readonly breaking: boolean;
  readonly reasons: readonly ChangeReason[];
}

export interface RenamedTool extends Omit<ToolChange, 'name'> {
  readonly from: string;
  readonly to: string;
}

export interface AlteredTool extends ToolChange {
  /** Members of the tool that differ; `operation` where a tool of the same name calls another one now. */
  readonly members: readonly string[];
}

const MEMBERS = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations', 'binding'] as const;
const TEXTS: Readonly<Partial<Record<(typeof MEMBERS)[number], string>>> = {
  title: 'Its title reads differently.',
  description: 'Its description reads differently.',
  annotations: 'Its hints for clients (read-only, destructive, …) differ.',
  binding: 'The request that it sends differs.',
};

interface Pair {
  readonly tool: ToolDefinition;
  readonly earlier: ToolDefinition;
}

/** Compares by operation first; what is left, by name: clients call names and know no operation. */
export function toolChanges(
  before: readonly ToolDefinition[],
  after: readonly ToolDefinition[],
): ToolChanges {
  const same = paired(before, after, ({ operation }) => operation);
  const left = (tools: readonly ToolDefinition[], member: keyof Pair, pairs: readonly Pair[]) => {
    const known = new Set(pairs.map((pair) => pair[member]));
    return tools.filter((tool) => !known.has(tool));
  };
  const moved = paired(left(before, 'earlier', same), left(after, 'tool', same), ({ name }) => name);
  const both = [...same, ...moved];
  const parts = {
    added: left(after, 'tool', both).map((tool) => toolChange(tool, [harmless('The tool is new.')])),
    removed: left(before, 'earlier', both).map((tool) => toolChange(tool, [grave('The tool is gone.')])),
    renamed: same.filter(({ tool, earlier }) => tool.name !== earlier.name).map(renamedTool),
    changed: both.map(alteredTool).filter(({ members }) => members.length > 0),
  };
  return { breaking: Object.values(parts).some((part) => part.some((change) => change.breaking)), ...parts };
}

function paired(
  before: readonly ToolDefinition[],
  after: readonly ToolDefinition[],
  keyOf: (tool: ToolDefinition) => string,
): Pair[] {
  const old = new Map(before.map((tool) => [keyOf(tool), tool]));
  return after.flatMap((tool) => {
    const earlier = old.get(keyOf(tool));
    return earlier === undefined ? [] : [{ tool, earlier }];
  });
}

function toolChange({ name, operation }: ToolDefinition, reasons: readonly ChangeReason[]): ToolChange {
  return { name, operation, breaking: reasons.some(({ breaking }) => breaking), reasons };
}

function renamedTool({ tool, earlier }: Pair): RenamedTool {
  const reasons = [grave(`A client that calls ${earlier.name} finds no such tool.`)];
  return { operation: tool.operation, from: earlier.name, to: tool.name, breaking: true, reasons };
}

function alteredTool({ tool, earlier }: Pair): AlteredTool {
  // Both were made by the same mapping, so equal members are equal text.
  const members = MEMBERS.filter(
    (member) => JSON.stringify(tool[member]) !== JSON.stringify(earlier[member]),
  );
  const reasons = members.flatMap((member) => reasonsOf(member, { tool, earlier }));
  if (tool.operation === earlier.operation) return { ...toolChange(tool, reasons), members };
  const moved = harmless(`It calls ${tool.operation} in place of ${earlier.operation}.`);
  return { ...toolChange(tool, [moved, ...reasons]), members: ['operation', ...members] };
}

function reasonsOf(member: (typeof MEMBERS)[number], { tool, earlier }: Pair): ChangeReason[] {
  if (member === 'inputSchema') return inputChanges(earlier.inputSchema, tool.inputSchema);
  if (member === 'outputSchema') return outputChanges(earlier.outputSchema, tool.outputSchema);
  return [harmless(TEXTS[member] ?? '')];
}
