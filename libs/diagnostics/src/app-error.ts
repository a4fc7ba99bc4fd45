import type { Diagnostic } from './diagnostic.js';
import { ERROR_CATALOG, type CatalogEntry, type ErrorCode } from './error-catalog.js';
import { stripHidden } from './hidden-characters.js';

export interface AppErrorOptions {
  /** What happened this time: names the field, file or variable; never holds a secret. */
  readonly detail: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
}

/** The one error class that may reach a person. Everything else that escapes is a fault and shown as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: ErrorCode, options: AppErrorOptions) {
    // A detail may quote a document, and a terminal would act on what is hidden in it.
    const detail = stripHidden(options.detail);
    super(`${ERROR_CATALOG[code].title}: ${detail}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.diagnostics = options.diagnostics ?? [];
  }

  /** The catalogue's entry of this code. */
  get entry(): CatalogEntry {
    return ERROR_CATALOG[this.code];
  }
}
