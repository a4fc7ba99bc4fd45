import type { ApiDescription } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import {
  readApiDescription,
  type FetchPolicy,
  type ReadLimits,
  type SpecSource,
  type StoredSource,
} from '#lib/spec-parser';
import {
  countListTokens,
  importReport,
  mapTools,
  type ImportReport,
  type TokenCost,
  type ToolSet,
} from '#lib/tool-mapping';
import type { Customization } from './customization.js';

export interface MakeOptions {
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
  readonly customization: Customization;
}

/** What a description and a person's changes become. */
export interface MadeTools {
  readonly api: ApiDescription;
  readonly toolSet: ToolSet;
  /** Of the reading and the mapping. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sourceHash: string;
  /** The documents as they were read, before any overlay. */
  stored(): StoredSource;
}

/**
 * Reads a description, applies the overlays and maps what is selected.
 *
 * @throws AppError as readApiDescription; faults of a customization are diagnostics, see refuseFaults
 */
export async function makeTools(source: SpecSource, options: MakeOptions): Promise<MadeTools> {
  const { limits, fetch, customization } = options;
  const { overlays, selection } = customization;
  const read = await readApiDescription(source, { limits, fetch, overlays });
  const toolSet = mapTools(read.api, { selection });
  const diagnostics = [
    ...read.diagnostics,
    ...noteChanged(customization, read.sourceHash),
    ...toolSet.diagnostics,
  ];
  const { api, sourceHash } = read;
  return { api, toolSet, diagnostics, sourceHash, stored: () => read.stored() };
}

/** What tools cost, and how well they suit a model. */
export interface Assessment {
  readonly cost: TokenCost;
  readonly report: ImportReport;
}

/** Counts tokens and reports; takes a moment longer than making the tools. */
export async function assessTools({ api, toolSet, diagnostics }: MadeTools): Promise<Assessment> {
  const cost = await countListTokens(toolSet.files.flatMap(({ tools }) => tools));
  return { cost, report: importReport({ api, toolSet, diagnostics, cost }) };
}

function noteChanged({ descriptionHash }: Customization, sourceHash: string): Diagnostic[] {
  if (descriptionHash === undefined || descriptionHash === sourceHash) return [];
  return [
    {
      code: 'overlay/description-changed',
      severity: 'info',
      message: 'The description is not the one that the project was generated from.',
      fix: 'Look whether the overlay still says what you mean.',
    },
  ];
}
