/** A server template (OpenAPI "Server Object"): `{name}` in the URL stands for a variable. */
export interface ApiServer {
  /** Absolute, without a trailing slash; relative URLs are resolved against the document's own URL where one is known, else kept as a path. */
  readonly url: string;
  readonly description?: string;
  readonly variables: Readonly<Record<string, ServerVariable>>;
}

export interface ServerVariable {
  readonly default: string;
  readonly enum?: readonly string[];
  readonly description?: string;
}
