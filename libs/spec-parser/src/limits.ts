import type { ReadLimits } from './source.js';

/** What a reading may take. Real descriptions stay far below each of these. */
export const DEFAULT_READ_LIMITS: ReadLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxDocuments: 5000,
  maxNesting: 500,
  maxExpansion: 16 * 1024 * 1024,
  fetchTimeoutMs: 15_000,
};
