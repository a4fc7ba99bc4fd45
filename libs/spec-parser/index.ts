export { readApiDescription, type ReadOptions, type ReadResult } from './src/read-api-description.js';
export { DEFAULT_READ_LIMITS } from './src/limits.js';
export type { FetchPolicy, ReadLimits, SpecSource } from './src/source.js';
