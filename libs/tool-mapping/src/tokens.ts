import type { OfferedTool } from '#lib/server-runtime';

/** What a model pays for a tool list, in tokens of the o200k vocabulary over the `tools/list` JSON. */
export interface TokenCost {
  readonly total: number;
  readonly byTool: Readonly<Record<string, number>>;
}

/**
 * Counts the tokens of each tool as a client lists it: name, title, description, schemas and
 * annotations. The vocabulary is loaded at the first call, since it is large.
 */
export async function countListTokens(tools: readonly OfferedTool[]): Promise<TokenCost> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  const byTool: Record<string, number> = {};
  let total = 0;
  for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
    const listed = JSON.stringify({ name, title, description, inputSchema, outputSchema, annotations });
    // A description may quote a vocabulary's control tokens; here they are text like any other.
    const tokens = piecesOf(listed).reduce(
      (sum, piece) => sum + countTokens(piece, { disallowedSpecial: new Set() }),
      0,
    );
    byTool[name] = tokens;
    total += tokens;
  }
  return { total, byTool };
}

/** The time of counting grows with the square of a run of one kind of character; real text has no long ones. */
const LONG_RUN = /[\p{L}\p{M}]{256}|\s{256}|[^\s\p{L}\p{M}\p{N}]{256}/gu;

/** JSON text holds no NUL. */
function piecesOf(json: string): string[] {
  return json.replaceAll(LONG_RUN, '$&\0').split('\0');
}
