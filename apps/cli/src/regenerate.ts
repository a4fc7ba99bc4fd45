import { AppError } from '#lib/diagnostics';
import {
  planRegeneration,
  swapFiles,
  writtenBeside,
  type ExistingProject,
  type RegenerationPlan,
  type ServerProject,
} from '#lib/server-project';
import { toolChanges, type ToolChanges, type ToolSet } from '#lib/tool-mapping';
import { filesText, toolChangesText } from './changes-report.js';

export interface RegenerateOptions {
  readonly dryRun?: boolean;
  /** What would be in conflict is written beside, as `<file>.new`. */
  readonly writeNew?: boolean;
  readonly json?: boolean;
}

/** What is about to be done to a project. */
export interface Regeneration {
  readonly changes: ToolChanges;
  readonly plan: RegenerationPlan;
}

export async function planned(
  existing: ExistingProject,
  project: ServerProject,
  toolSet: ToolSet,
  options: RegenerateOptions,
): Promise<Regeneration> {
  const changes = toolChanges(
    existing.tools,
    toolSet.files.flatMap(({ tools }) => tools),
  );
  const plan = await planRegeneration(existing, project);
  return { changes, plan: options.writeNew === true ? await writtenBeside(existing, plan) : plan };
}

/** Tells what changes, then changes the files: all, or none where one of them is in conflict. */
export async function regenerate(
  existing: ExistingProject,
  { changes, plan }: Regeneration,
  options: RegenerateOptions,
): Promise<void> {
  const isApplied = options.dryRun !== true && plan.conflicts.length === 0;
  if (isApplied) await swapFiles(existing.root, plan);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ applied: isApplied, changes, files: shownFiles(plan) }, null, 2)}\n`
      : `${toolChangesText(changes)}${filesText(plan)}`,
  );
  if (isApplied || options.dryRun === true) return;
  const paths = plan.conflicts.map(({ path }) => path);
  throw new AppError('project-edited', { detail: `Nothing was written, because of ${paths.join(', ')}.` });
}

function shownFiles({ written, removed, kept, conflicts }: RegenerationPlan): object {
  return {
    written: [...written.keys()],
    removed,
    kept,
    conflicts: conflicts.map(({ path, reason }) => ({ path, reason })),
  };
}
