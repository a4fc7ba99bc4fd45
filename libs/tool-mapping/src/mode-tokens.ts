import type { ToolMode } from '#lib/server-runtime';
import type { ToolSet } from './map-tools.js';
import { countListTokens, type TokenCost } from './tokens.js';

/** What the tool list of each mode costs a model. */
export type ModeCost = Readonly<Record<ToolMode, number>>;

/**
 * Counts the list of every mode.
 *
 * @param tools what {@link countListTokens} counted of the same tool set, which is the mode `tools`
 */
export async function countModeTokens({ manifest, files }: ToolSet, tools: TokenCost): Promise<ModeCost> {
  const { offeredTools, toolData } = await import('#lib/server-runtime');
  const data = toolData(manifest, files);
  const costOf = async (mode: ToolMode) => (await countListTokens(await offeredTools(mode, data))).total;
  return { tools: tools.total, search: await costOf('search'), code: await costOf('code') };
}
