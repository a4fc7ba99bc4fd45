import type { NamedOverlay } from '#lib/spec-parser';
import type { ToolSelection } from '#lib/tool-mapping';

/** Everything that a person changes about the tools of one API: plain data that is kept with the API. */
export interface Customization {
  /** Applied in this order to the description's first document. */
  readonly overlays: readonly NamedOverlay[];
  readonly selection: ToolSelection;
  /** Hash of the description that it was kept with, where it comes from a generated project. */
  readonly descriptionHash?: string;
}

export const NO_CUSTOMIZATION: Customization = { overlays: [], selection: {} };

export function isCustomized({ overlays, selection }: Customization): boolean {
  return overlays.length > 0 || Object.keys(selection).length > 0;
}
