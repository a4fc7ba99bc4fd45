export { AppError, type AppErrorOptions } from './src/app-error.js';
export {
  fromPointer,
  toPointer,
  type Diagnostic,
  type Severity,
  type SourceLocation,
} from './src/diagnostic.js';
export { ERROR_CATALOG, type CatalogEntry, type ErrorCategory, type ErrorCode } from './src/error-catalog.js';
export { hiddenIn, stripHidden } from './src/hidden-characters.js';
export { listBounded } from './src/list-bounded.js';
