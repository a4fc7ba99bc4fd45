/** How much a finding matters: an `error` makes (part of) a document unusable, a `warning` changes the result, an `info` is advice. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in a document that a person gave us. */
export interface SourceLocation {
  /** The document's name inside its upload (`openapi.yaml`, `resources/pets.yml`) or its URL; never a path of the host. */
  readonly document: string;
  /** JSON Pointer (RFC 6901) of the place; `''` is the whole document. */
  readonly pointer: string;
  /** 1-based line, where the parser knows it. */
  readonly line?: number;
  /** 1-based column, where the parser knows it. */
  readonly column?: number;
}

/** One finding about a user's document. Documents yield diagnostics; code throws only when nothing can be made of them. */
export interface Diagnostic {
  /** Stable, kebab-case, prefixed by its stage: `spec/unresolved-ref`, `mapping/name-shortened`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is the case, with the offending name or value. */
  readonly message: string;
  /** What the person can do about it. */
  readonly fix?: string;
  readonly location?: SourceLocation;
}

/** Joins unescaped reference tokens into a JSON Pointer (RFC 6901 section 3). */
export function toPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Splits a JSON Pointer (RFC 6901 section 4) into unescaped reference tokens. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
