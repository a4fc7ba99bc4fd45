import { assessTools } from '#lib/customization';
import { readCustomization } from './customize.js';
import type { CustomizeOptions } from './customize-options.js';
import { importReportText } from './import-report.js';
import { readTools } from './read-tools.js';
import { inspectText } from './report.js';

/** Prints what would become of a description, for people or as JSON. */
export async function inspect(spec: string, options: CustomizeOptions & { json?: boolean }): Promise<void> {
  const read = await readTools(spec, await readCustomization(options));
  const { cost, report } = await assessTools(read);
  if (options.json !== true) {
    process.stdout.write(`${inspectText(read, cost)}\n${importReportText(report)}`);
    return;
  }
  const { api, toolSet, diagnostics } = read;
  const tools = toolSet.files.flatMap((file) => file.tools);
  const output = {
    info: api.info,
    source: api.source,
    tokens: cost.total,
    tools: tools.map(({ binding: _binding, ...tool }) => ({ ...tool, tokens: cost.byTool[tool.name] ?? 0 })),
    skipped: toolSet.skipped,
    diagnostics,
    report,
  };
  process.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
}
