import type { GraphqlTypes } from './graphql.js';
import type { Extensions, JsonSchema } from './json-schema.js';
import type { Operation } from './operation.js';
import type { SecurityScheme } from './security.js';
import type { ApiServer } from './server.js';

/** The formats that a description can be written in. */
export type SourceFormat = 'openapi' | 'graphql';

/**
 * One shape for every description format: plain, read-only JSON that survives a round trip through
 * `JSON.stringify`. Nothing in it points back into the source document but the `location`s.
 */
export interface ApiDescription {
  /** Raised when a stored description can no longer be read by newer code. */
  readonly shape: 1;
  readonly source: {
    readonly format: SourceFormat;
    /** The format's own version as the document states it: `2.0`, `3.0.3`, `3.1.0`; for GraphQL `SDL` or `introspection`. */
    readonly version: string;
  };
  readonly info: ApiInfo;
  /** Where the API is served; empty when the document names no usable server. */
  readonly servers: readonly ApiServer[];
  readonly tags: readonly ApiTag[];
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Shared schemas, reached by `$ref: '#/schemas/<key>'`; recursion goes through here. Keys are JSON-Pointer escaped in the `$ref`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Output types of a GraphQL schema, as far as its operations reach them. */
  readonly graphqlTypes?: GraphqlTypes;
  /** In document order. */
  readonly operations: readonly Operation[];
  /** Operations of the document that cannot be described; each is a diagnostic as well. */
  readonly skipped: readonly SkippedOperation[];
  /** Of the document's root; only `x-mcp` is kept. */
  readonly extensions?: Extensions;
}

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly summary?: string;
  /** CommonMark. */
  readonly description?: string;
  readonly license?: string;
  readonly documentationUrl?: string;
}

export interface ApiTag {
  readonly name: string;
  readonly description?: string;
  /** Only `x-mcp` is kept. */
  readonly extensions?: Extensions;
}

export interface SkippedOperation {
  /** As {@link Operation.id}. */
  readonly id: string;
  /** Why it is not an operation; stands in the document itself. */
  readonly reason: string;
  /** Stable; the diagnostic's that says the same, or `selection/…` for what a person left out. */
  readonly code: string;
}
