import type { ToolDefinition } from '#lib/server-runtime';

/** What a model pays for a tool list, in tokens of the o200k vocabulary over the `tools/list` JSON. */
export interface TokenCost {
  readonly total: number;
  readonly byTool: Readonly<Record<string, number>>;
}

/** Counts the tokens of each tool as a client lists it: name, title, description, schemas and annotations. */
export function countListTokens(_tools: readonly ToolDefinition[]): TokenCost {
  throw new Error('to be written');
}
