import { assessTools } from '#lib/customization';
import { countModeTokens } from '#lib/tool-mapping';
import { readCustomization } from './customize.js';
import { importReportText } from './import-report.js';
import { readTools, type SpecOptions } from './read-tools.js';
import { inspectText } from './report.js';

/** Prints what would become of a description, for people or as JSON. */
export async function inspect(spec: string, options: SpecOptions & { json?: boolean }): Promise<void> {
  const read = await readTools(spec, options, await readCustomization(options));
  const { cost, report } = await assessTools(read);
  const costs = await countModeTokens(read.toolSet, cost);
  if (options.json !== true) {
    process.stdout.write(`${inspectText(read, cost, costs)}\n${importReportText(report)}`);
    return;
  }
  const { api, toolSet, diagnostics } = read;
  const tools = toolSet.files.flatMap((file) => file.tools);
  const output = {
    info: api.info,
    source: api.source,
    tokens: cost.total,
    tokensByMode: costs,
    tools: tools.map(({ binding: _binding, ...tool }) => ({ ...tool, tokens: cost.byTool[tool.name] ?? 0 })),
    skipped: toolSet.skipped,
    diagnostics,
    report,
  };
  process.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
}
