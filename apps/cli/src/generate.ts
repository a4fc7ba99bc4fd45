import { assessTools, isCustomized, refuseFaults } from '#lib/customization';
import {
  renderProject,
  writeProjectFolder,
  type License,
  type ProjectDescription,
} from '#lib/server-project';
import type { ToolMode } from '#lib/server-runtime';
import { countModeTokens, withMode } from '#lib/tool-mapping';
import { projectDescription } from './project-description.js';
import { readTools, type SpecOptions } from './read-tools.js';
import { diagnosticsText, sumText } from './report.js';

export interface GenerateOptions extends SpecOptions {
  readonly out: string;
  readonly mode: ToolMode;
  /** The project gets the description too, for its server to offer. */
  readonly withDescription?: boolean;
  readonly license?: License;
}

/** Writes the project to a new or empty folder, after saying what its tool list costs. */
export async function generate(spec: string, options: GenerateOptions): Promise<void> {
  const read = await readTools(spec, options);
  const { toolSet, diagnostics, sourceHash, customization } = read;
  refuseFaults(diagnostics);
  const { cost } = await assessTools(read);
  process.stdout.write(`${sumText(toolSet.manifest.toolCount, await countModeTokens(toolSet, cost))}\n`);
  if (toolSet.skipped.length > 0)
    process.stdout.write(`${toolSet.skipped.length} operations are left out; \`inspect\` says why.\n`);
  const grave = diagnostics.filter(
    ({ severity, code }) => severity === 'error' || code.startsWith('overlay/'),
  );
  if (grave.length > 0) process.stdout.write(`${diagnosticsText(grave)}\n`);
  const overlays = customization.overlays.map(({ document }) => document);
  const origin = { descriptionHash: sourceHash, overlays, selection: customization.selection };
  const added =
    options.withDescription === true ? await addedDescription(spec, isCustomized(customization)) : {};
  const license = options.license === undefined ? {} : { license: options.license };
  const project = await renderProject(withMode(toolSet, options.mode), { origin, ...license, ...added });
  await writeProjectFolder(project, options.out);
  const folder = options.out;
  process.stdout.write(
    `Wrote ${project.files.size} files to ${folder}\n\nNext:\n  cd ${folder}\n  npm install\n  npm run build\n  npm start -- --stdio\n`,
  );
}

/** Says why, where the description cannot be added. */
async function addedDescription(
  spec: string,
  isChanged: boolean,
): Promise<{ description?: ProjectDescription }> {
  // What was left out of the tools is not to be read in full instead.
  const found = isChanged ? { reason: 'overlays or filters change it' } : await projectDescription(spec);
  if (!('reason' in found)) return { description: found };
  process.stdout.write(`The description is not added: ${found.reason}.\n`);
  return {};
}
