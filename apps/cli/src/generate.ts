import { assessTools, isCustomized, refuseFaults } from '#lib/customization';
import {
  DEFAULT_TEMPLATE,
  openProject,
  renderProject,
  writeProjectFolder,
  type ExistingProject,
  type License,
  type ProjectDescription,
  type ServerProject,
} from '#lib/server-project';
import type { ToolMode } from '#lib/server-runtime';
import { countModeTokens, withMode } from '#lib/tool-mapping';
import { customizationOf } from './customize.js';
import { projectDescription } from './project-description.js';
import { readTools, type ReadTools, type SpecOptions } from './read-tools.js';
import { planned, regenerate, type RegenerateOptions } from './regenerate.js';
import { diagnosticsText, sumText } from './report.js';
import { chosenTemplate } from './template-option.js';

export interface GenerateOptions extends SpecOptions, RegenerateOptions {
  readonly out: string;
  readonly mode?: ToolMode;
  readonly license?: License;
  /** A built-in template, or a folder. */
  readonly template?: string;
  /** The project gets the description too, for its server to offer. */
  readonly withDescription?: boolean;
}

/**
 * Writes the project to a new or empty folder, after saying what its tool list costs. A project that was generated
 * into the folder before is generated anew: with its template, mode, licence, overlays and filters where none are given.
 */
export async function generate(spec: string, options: GenerateOptions): Promise<void> {
  const existing = await openProject(options.out);
  const read = await readTools(spec, options, await customizationOf(options, existing?.record));
  refuseFaults(read.diagnostics);
  if (options.json !== true) await tellCost(read);
  const project = await rendered(spec, read, options, existing);
  if (existing !== undefined)
    return regenerate(existing, await planned(existing, project, read.toolSet, options), options);
  if (options.dryRun !== true) await writeProjectFolder(project, options.out);
  process.stdout.write(options.json === true ? newJson(project, options) : newText(project, options));
}

async function tellCost(read: ReadTools): Promise<void> {
  const { toolSet, diagnostics } = read;
  const { cost } = await assessTools(read);
  process.stdout.write(`${sumText(toolSet.manifest.toolCount, await countModeTokens(toolSet, cost))}\n`);
  if (toolSet.skipped.length > 0)
    process.stdout.write(`${toolSet.skipped.length} operations are left out; \`inspect\` says why.\n`);
  const grave = diagnostics.filter(
    ({ severity, code }) => severity === 'error' || code.startsWith('overlay/'),
  );
  if (grave.length > 0) process.stdout.write(`${diagnosticsText(grave)}\n`);
}

async function rendered(
  spec: string,
  read: ReadTools,
  options: GenerateOptions,
  existing: ExistingProject | undefined,
): Promise<ServerProject> {
  const { toolSet, sourceHash, customization } = read;
  const overlays = customization.overlays.map(({ document }) => document);
  const origin = { descriptionHash: sourceHash, overlays, selection: customization.selection };
  const { mode, license, template, withDescription } = kept(options, existing);
  const added = withDescription === true ? await addedDescription(spec, read) : {};
  return renderProject(withMode(toolSet, mode ?? 'tools'), {
    origin,
    template: await chosenTemplate(template ?? DEFAULT_TEMPLATE),
    ...(license === undefined ? {} : { license }),
    ...added,
  });
}

/** What was asked for, else what the project that is there was made with. */
function kept(options: GenerateOptions, existing: ExistingProject | undefined): Partial<GenerateOptions> {
  if (existing === undefined) return options;
  const { mode, license, list, hasDescription: withDescription } = existing;
  const chosen = Object.entries(options).filter(([, value]) => value !== undefined);
  return { mode, license, template: list.template.name, withDescription, ...Object.fromEntries(chosen) };
}

/** Says why, where the description cannot be added. */
async function addedDescription(
  spec: string,
  { customization, api }: ReadTools,
): Promise<{ description?: ProjectDescription }> {
  // What was left out of the tools is not to be read in full instead.
  const found = isCustomized(customization)
    ? { reason: 'overlays or filters change it' }
    : await projectDescription(spec, api.source.format);
  if (!('reason' in found)) return { description: found };
  process.stderr.write(`The description is not added: ${found.reason}.\n`);
  return {};
}

function newJson({ files }: ServerProject, { dryRun = false }: GenerateOptions): string {
  const written = [...files.keys()];
  const shown = { applied: !dryRun, changes: null, files: { written, removed: [], kept: [], conflicts: [] } };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function newText({ files }: ServerProject, { out, dryRun }: GenerateOptions): string {
  if (dryRun === true) return `${files.size} files would be written to ${out}\n`;
  return `Wrote ${files.size} files to ${out}\n\nNext:\n  cd ${out}\n${nextSteps(files)}`;
}

function nextSteps(files: ReadonlyMap<string, string>): string {
  if (files.has('server.mjs')) return '  node server.mjs --stdio\n';
  return files.has('src/main.ts')
    ? '  npm install\n  npm run build\n  npm start -- --stdio\n'
    : '  and read what its template says\n';
}
