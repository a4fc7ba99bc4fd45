import type { ApiDescription } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import { DEFAULT_READ_LIMITS, readApiDescription, type SpecSource } from '#lib/spec-parser';
import { mapTools, type ToolSet } from '#lib/tool-mapping';

export interface ReadTools {
  readonly api: ApiDescription;
  readonly toolSet: ToolSet;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a file, folder or URL and maps it. The URL was typed by whoever runs this on their own machine,
 * so it may be private; what the document refers to may not.
 *
 * @throws AppError as readApiDescription
 */
export async function readTools(spec: string): Promise<ReadTools> {
  const { api, diagnostics } = await readApiDescription(sourceOf(spec), {
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: [], trustEntryUrl: true },
  });
  const toolSet = mapTools(api);
  return { api, toolSet, diagnostics: [...diagnostics, ...toolSet.diagnostics] };
}

function sourceOf(spec: string): SpecSource {
  return /^https?:\/\//i.test(spec) ? { kind: 'url', url: spec } : { kind: 'path', path: spec };
}
