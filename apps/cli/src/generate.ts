import { assessTools, refuseFaults } from '#lib/customization';
import { renderProject, writeProjectFolder } from '#lib/server-project';
import type { CustomizeOptions } from './customize-options.js';
import { readTools } from './read-tools.js';
import { diagnosticsText, sumText } from './report.js';

/** Writes the project to a new or empty folder, after saying what its tool list costs. */
export async function generate(spec: string, options: CustomizeOptions & { out: string }): Promise<void> {
  const read = await readTools(spec, options);
  const { toolSet, diagnostics, sourceHash, customization } = read;
  refuseFaults(diagnostics);
  const { cost } = await assessTools(read);
  process.stdout.write(`${sumText(toolSet.manifest.toolCount, cost.total)}\n`);
  if (toolSet.skipped.length > 0)
    process.stdout.write(`${toolSet.skipped.length} operations are left out; \`inspect\` says why.\n`);
  const grave = diagnostics.filter(
    ({ severity, code }) => severity === 'error' || code.startsWith('overlay/'),
  );
  if (grave.length > 0) process.stdout.write(`${diagnosticsText(grave)}\n`);
  const overlays = customization.overlays.map(({ document }) => document);
  const origin = { descriptionHash: sourceHash, overlays, selection: customization.selection };
  const project = await renderProject(toolSet, { origin });
  await writeProjectFolder(project, options.out);
  const folder = options.out;
  process.stdout.write(
    `Wrote ${project.files.size} files to ${folder}\n\nNext:\n  cd ${folder}\n  npm install\n  npm run build\n  npm start -- --stdio\n`,
  );
}
