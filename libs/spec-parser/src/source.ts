import type { JsonSchemaObject } from '#lib/api-description';

/** What a person hands over to be read. */
export type SpecSource = SourceKind & { readonly additions?: SourceAdditions };

/** What a person knows about an API and its description does not say. */
export interface SourceAdditions {
  /** The API's address, absolute; takes the place of the servers that the description names. */
  readonly endpoint?: string;
  /** GraphQL: schemas of custom scalars by name; they win over the built-in table. */
  readonly scalars?: Readonly<Record<string, JsonSchemaObject>>;
  /** GraphQL: header of an API key; `X-API-Key` by default. */
  readonly apiKeyHeader?: string;
}

type SourceKind =
  | { readonly kind: 'text'; /** Shown in diagnostics. */ readonly name: string; readonly text: string }
  /** One file, or a zip of several (told by its bytes, not its name). */
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  /** Fetched under the guard of {@link FetchPolicy}. */
  | {
      readonly kind: 'url';
      readonly url: string;
      /** The address of a GraphQL endpoint, to be asked for its schema; by default one that ends in `graphql` or `gql` is. */
      readonly introspect?: boolean;
      /** Sent with the introspection, and to the endpoint's own origin only. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A file or folder of this machine, for the command line only; references stay inside its folder. */
  | { readonly kind: 'path'; readonly path: string }
  | StoredSource;

/** What an earlier reading read, so that the same can be read again without a file or a network. */
export interface StoredSource {
  readonly kind: 'stored';
  /** URI of the first document. */
  readonly entry: string;
  /** Text by URI; what is not among them is had as for any other source. */
  readonly documents: Readonly<Record<string, string>>;
  /** URIs of the documents that are one GraphQL schema with its operations. */
  readonly graphql?: readonly string[];
  /** Where a GraphQL schema was introspected. */
  readonly introspected?: string;
  readonly additions?: SourceAdditions;
}

/** What a fetch may reach; private, loopback, link-local and reserved addresses are refused unless listed. */
export interface FetchPolicy {
  /** Networks in CIDR notation (`10.1.0.0/16`, `::1/128`) that are allowed although private. */
  readonly allowedNetworks: readonly string[];
  /** The URL the person typed is trusted, but not what the document refers to (command line). */
  readonly trustEntryUrl: boolean;
}

/** Bounds of one reading; beyond them it ends with `upload-too-large` or `document-unusable`. */
export interface ReadLimits {
  /** All documents together, after unpacking, in bytes. */
  readonly maxBytes: number;
  /** Documents in one description. */
  readonly maxDocuments: number;
  /** Objects and lists inside each other in one document. */
  readonly maxNesting: number;
  /** What one YAML document may grow to where its aliases are written out, in characters of JSON. */
  readonly maxExpansion: number;
  /** One fetch, in milliseconds. */
  readonly fetchTimeoutMs: number;
}
