import { renderProject, writeProjectFolder } from '#lib/server-project';
import { countListTokens } from '#lib/tool-mapping';
import { readTools } from './read-tools.js';
import { diagnosticsText, sumText } from './report.js';

/** Writes the project to a new or empty folder, after saying what its tool list costs. */
export async function generate(spec: string, options: { out: string }): Promise<void> {
  const { toolSet, diagnostics } = await readTools(spec);
  const tools = toolSet.files.flatMap((file) => file.tools);
  const { total } = await countListTokens(tools);
  process.stdout.write(`${sumText(tools.length, total)}\n`);
  if (toolSet.skipped.length > 0)
    process.stdout.write(`${toolSet.skipped.length} operations are left out; \`inspect\` says why.\n`);
  const grave = diagnostics.filter(({ severity }) => severity === 'error');
  if (grave.length > 0) process.stdout.write(`${diagnosticsText(grave)}\n`);
  const project = await renderProject(toolSet);
  await writeProjectFolder(project, options.out);
  const folder = options.out;
  process.stdout.write(
    `Wrote ${project.files.size} files to ${folder}\n\nNext:\n  cd ${folder}\n  npm install\n  npm run build\n  npm start -- --stdio\n`,
  );
}
