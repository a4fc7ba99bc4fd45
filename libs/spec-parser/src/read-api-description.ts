import type { ApiDescription } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import type { FetchPolicy, ReadLimits, SpecSource } from './source.js';

export interface ReadOptions {
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
}

export interface ReadResult {
  readonly api: ApiDescription;
  /** Warnings and infos; errors about single operations too (each such operation is in `api.skipped`). */
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256 (hex) over every document read, in name order: the same input gives the same hash. */
  readonly sourceHash: string;
}

/**
 * Reads an API description of any supported format.
 *
 * @throws AppError `document-unusable` with diagnostics when nothing can be made of it; `source-refused`,
 * `source-unreachable` or `upload-too-large` when it cannot be had.
 */
export function readApiDescription(_source: SpecSource, _options: ReadOptions): Promise<ReadResult> {
  throw new Error('to be written');
}
