import type { SourceAdditions, StoredSource } from '../source.js';
import type { DocumentStore } from './document-store.js';

/** Keeps what is read from another store. */
export class RecordingStore implements DocumentStore {
  readonly entry: string;
  readonly graphql?: readonly string[];
  readonly introspected?: string;
  readonly #read = new Map<string, Uint8Array>();

  constructor(readonly inner: DocumentStore) {
    this.entry = inner.entry;
    if (inner.graphql !== undefined) this.graphql = inner.graphql;
    if (inner.introspected !== undefined) this.introspected = inner.introspected;
  }

  async read(uri: string): Promise<Uint8Array> {
    const bytes = await this.inner.read(uri);
    this.#read.set(uri, bytes);
    return bytes;
  }

  nameOf(uri: string): string {
    return this.inner.nameOf(uri);
  }

  /** A byte order mark stays, so that the documents' hash stays the same. */
  stored(additions?: SourceAdditions): StoredSource {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const documents = [...this.#read].map(([uri, bytes]) => [uri, decoder.decode(bytes)]);
    const { entry, graphql, introspected } = this;
    return {
      kind: 'stored',
      entry,
      documents: Object.fromEntries(documents),
      ...(graphql === undefined ? {} : { graphql }),
      ...(introspected === undefined ? {} : { introspected }),
      ...(additions === undefined ? {} : { additions }),
    };
  }
}
