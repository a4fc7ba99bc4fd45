import type { StoredSource } from '../source.js';
import type { DocumentStore } from './document-store.js';

/** Keeps what is read from another store. */
export class RecordingStore implements DocumentStore {
  readonly entry: string;
  readonly #read = new Map<string, Uint8Array>();

  constructor(readonly inner: DocumentStore) {
    this.entry = inner.entry;
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
  stored(): StoredSource {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const documents = [...this.#read].map(([uri, bytes]) => [uri, decoder.decode(bytes)]);
    return { kind: 'stored', entry: this.entry, documents: Object.fromEntries(documents) };
  }
}
