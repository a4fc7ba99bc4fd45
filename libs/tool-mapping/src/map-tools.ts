import type { ApiDescription, SkippedOperation } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import type { ServerManifest, ToolFile } from '#lib/server-runtime';

export interface MapOptions {
  /** Longest tool name; 40 by default, never over 52. */
  readonly maxNameLength?: number;
}

/** Everything a generated server loads, and what a person should know about how it came about. */
export interface ToolSet {
  readonly manifest: ServerManifest;
  /** In list order; `manifest.toolFiles` names them. */
  readonly files: readonly ToolFile[];
  /** Every operation that is no tool, with its reason: the description's own skips and the mapping's. */
  readonly skipped: readonly SkippedOperation[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Maps every operation to a tool. Pure and deterministic: the same description gives the same tool set. */
export function mapTools(_api: ApiDescription, _options: MapOptions = {}): ToolSet {
  throw new Error('to be written');
}
