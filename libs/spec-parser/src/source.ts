/** What a person hands over to be read. */
export type SpecSource =
  | { readonly kind: 'text'; /** Shown in diagnostics. */ readonly name: string; readonly text: string }
  /** One file, or a zip of several (told by its bytes, not its name). */
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  /** Fetched under the guard of {@link FetchPolicy}. */
  | { readonly kind: 'url'; readonly url: string }
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
