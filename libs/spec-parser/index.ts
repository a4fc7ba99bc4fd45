export { readApiDescription, type ReadOptions, type ReadResult } from './src/read-api-description.js';
export { DEFAULT_READ_LIMITS } from './src/limits.js';
export type { FetchPolicy, ReadLimits, SourceAdditions, SpecSource, StoredSource } from './src/source.js';
export { DocumentFault } from './src/load/document-fault.js';
export { parseText } from './src/load/parse-text.js';
export { OVERLAY_SCHEMA } from './src/overlay/overlay-schema.js';
export type { NamedOverlay, OverlayAction, OverlayDocument } from './src/overlay/overlay-document.js';
