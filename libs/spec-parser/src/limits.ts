import type { ReadLimits } from './source.js';

export const DEFAULT_READ_LIMITS: ReadLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxDocuments: 5000,
  fetchTimeoutMs: 15_000,
};
