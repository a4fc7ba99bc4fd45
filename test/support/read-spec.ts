import { readApiDescription, DEFAULT_READ_LIMITS } from '#lib/spec-parser';
import { mapTools, type ToolSet } from '#lib/tool-mapping';

/** The tool set of a description in a file of this machine. */
export async function toolsOf(path: string): Promise<ToolSet> {
  const { api } = await readApiDescription(
    { kind: 'path', path },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  return mapTools(api);
}
