import type { ToolSelection } from '#lib/tool-mapping';

/** What a project was made of beside its description, so that it can be made again in the same way. */
export interface ProjectOrigin {
  /** SHA-256 (hex) over the description's documents. */
  readonly descriptionHash: string;
  /** OpenAPI Overlay documents, in the order in which they were applied. */
  readonly overlays: readonly object[];
  readonly selection: ToolSelection;
}

export const RECORD_FILE = 'toolwright.json';

/** The content of {@link RECORD_FILE}; undefined where nothing was changed. */
export function projectRecord(origin: ProjectOrigin | undefined): object | undefined {
  if (origin === undefined) return undefined;
  const { descriptionHash, overlays, selection } = origin;
  if (overlays.length === 0 && Object.keys(selection).length === 0) return undefined;
  return { toolwright: 1, description: { hash: descriptionHash }, overlays, selection };
}
