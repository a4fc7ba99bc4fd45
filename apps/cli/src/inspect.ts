import { countListTokens } from '#lib/tool-mapping';
import { readTools } from './read-tools.js';
import { inspectText } from './report.js';

/** Prints what would become of a description, for people or as JSON. */
export async function inspect(spec: string, options: { json?: boolean }): Promise<void> {
  const read = await readTools(spec);
  const tools = read.toolSet.files.flatMap((file) => file.tools);
  const cost = await countListTokens(tools);
  if (options.json !== true) {
    process.stdout.write(inspectText(read, cost));
    return;
  }
  const { api, toolSet, diagnostics } = read;
  const report = {
    info: api.info,
    source: api.source,
    tokens: cost.total,
    tools: tools.map(({ binding: _binding, ...tool }) => ({ ...tool, tokens: cost.byTool[tool.name] ?? 0 })),
    skipped: toolSet.skipped,
    diagnostics,
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}
