/** Where the documents of one reading come from. */
export interface DocumentStore {
  /** URI of the first document; references are resolved against it. */
  readonly entry: string;
  /** Set when several files are one GraphQL schema with its operations: all their URIs. */
  readonly graphql?: readonly string[];
  /** The address of the GraphQL endpoint that told the first document about itself. */
  readonly introspected?: string;
  /**
   * Bytes of one document.
   *
   * @throws AppError `source-refused`, `source-unreachable`, `upload-too-large`, `document-unusable`
   */
  read(uri: string): Promise<Uint8Array>;
  /** The document's name as a person knows it; never a path of the host. */
  nameOf(uri: string): string;
}

/** Documents of an upload live under a host that cannot exist (RFC 6761 section 6.4), so that `..` never leaves it. */
const UPLOAD_ORIGIN = 'https://upload.invalid/';

export function uploadUri(path: string): string {
  return UPLOAD_ORIGIN + path.split(/[\\/]/).map(encodeURIComponent).join('/');
}

/** The path inside the upload, or undefined for a URI elsewhere. */
export function uploadPath(uri: string): string | undefined {
  if (!uri.startsWith(UPLOAD_ORIGIN)) return undefined;
  return decodeURIComponent(uri.slice(UPLOAD_ORIGIN.length).replace(/[?#].*$/, ''));
}
