/** A place in a source document. */
export interface DocumentPlace {
  /** The document's name inside its upload, or its URL. */
  readonly document: string;
  /** JSON Pointer (RFC 6901); empty in a document that is no JSON. */
  readonly pointer: string;
  /** 1-based, in a document that is no JSON. */
  readonly line?: number;
  readonly column?: number;
}
