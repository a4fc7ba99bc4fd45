import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { AppError } from '#lib/diagnostics';
import { placeAt, rootPlace, type Findings } from '../findings.js';
import type { ReadLimits } from '../source.js';
import type { DocumentStore } from './document-store.js';
import { decodeText } from './decode.js';
import { DocumentFault } from './document-fault.js';
import { parseText } from './parse-text.js';
import { digestOf, sourceHash } from './source-hash.js';

/** Every document of a description, parsed. */
export interface DocumentSet {
  readonly entry: string;
  /** By URI without fragment; a document that could not be read is missing. */
  readonly documents: ReadonlyMap<string, unknown>;
  nameOf(uri: string): string;
  /** SHA-256 (hex) over names and bytes, in name order. */
  readonly hash: string;
}

/**
 * Reads the first document and everything it refers to, each once.
 * Documents that cannot be read are findings; only the first one must be readable.
 *
 * @param prepare Changes the parsed first document before its references are followed
 * @throws AppError as {@link DocumentStore.read}, for the first document
 */
export async function loadDocuments(
  store: DocumentStore,
  limits: ReadLimits,
  findings: Findings,
  prepare: (entry: unknown) => unknown = (entry) => entry,
): Promise<DocumentSet> {
  const reader = new CountingReader(store, limits, findings);
  const root = prepare(await reader.readEntry());
  const parser = new $RefParser();
  if (typeof root === 'object' && root !== null) await resolveAll(parser, store.entry, { root, reader });
  const documents = new Map<string, unknown>(reader.parsed);
  documents.set(store.entry, root);
  return { entry: store.entry, documents, nameOf: (uri) => store.nameOf(uri), hash: reader.hash() };
}

async function resolveAll(
  parser: $RefParser,
  entry: string,
  from: { root: object; reader: CountingReader },
): Promise<void> {
  try {
    await parser.resolve(entry, from.root, {
      continueOnError: true,
      mutateInputSchema: true,
      resolve: {
        file: false,
        http: false,
        store: { order: 1, canRead: true, read: (file: { url: string }) => from.reader.read(file.url) },
      },
      parse: {
        json: false,
        yaml: false,
        text: false,
        binary: false,
        store: { canParse: true, allowEmpty: true, parse: (file: { data: unknown }) => file.data },
      },
    });
  } catch (error) {
    // The reader has noted what failed and where; a reference into it is reported where it is used.
    if (from.reader.fatal) throw from.reader.fatal;
    if (!(error instanceof Error)) throw error;
  }
}

/** Reads and parses documents, keeping count and hash. */
class CountingReader {
  readonly parsed = new Map<string, unknown>();
  fatal: AppError | undefined;
  readonly #hashes = new Map<string, string>();
  #bytes = 0;

  constructor(
    readonly store: DocumentStore,
    readonly limits: ReadLimits,
    readonly findings: Findings,
  ) {}

  async readEntry(): Promise<unknown> {
    const { entry } = this.store;
    try {
      return this.#parse(entry, await this.#fetch(entry));
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      this.#note(entry, error);
      throw new AppError('document-unusable', {
        detail: `${this.store.nameOf(entry)}: ${describeFault(error)}`,
        diagnostics: this.findings.list(),
      });
    }
  }

  /** A referenced document; what cannot be read is noted and read as undefined. */
  async read(uri: string): Promise<unknown> {
    try {
      const value = this.#parse(uri, await this.#fetch(uri));
      this.parsed.set(uri, value);
      return value;
    } catch (error) {
      if (error instanceof DocumentFault) this.#note(uri, error);
      else if (error instanceof AppError) this.#noteMissing(uri, error);
      throw error;
    }
  }

  hash(): string {
    return sourceHash(this.#hashes);
  }

  async #fetch(uri: string): Promise<Uint8Array> {
    if (this.#hashes.size >= this.limits.maxDocuments) throw this.#tooMuch();
    const bytes = await this.store.read(uri);
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.limits.maxBytes) throw this.#tooMuch();
    this.#hashes.set(this.store.nameOf(uri), digestOf(bytes));
    return bytes;
  }

  #parse(uri: string, bytes: Uint8Array): unknown {
    const { text, assumed } = decodeText(bytes);
    if (assumed !== undefined) {
      this.findings.add(
        {
          code: 'spec/encoding',
          severity: 'warning',
          message: `The file is not UTF-8; it was read as ${assumed}. Letters beyond ASCII may be wrong.`,
          fix: 'Save the file as UTF-8.',
        },
        rootPlace(this.store.nameOf(uri)),
      );
    }
    return parseText(text, this.limits);
  }

  #note(uri: string, fault: DocumentFault): void {
    this.findings.add(
      { code: fault.code, severity: 'error', message: describeFault(fault), fix: fault.fix },
      placeAt(this.store.nameOf(uri), fault.pointer),
      fault.position,
    );
  }

  #noteMissing(uri: string, error: AppError): void {
    if (error.code === 'upload-too-large') this.fatal = error;
    this.findings.add(
      { code: 'spec/document-missing', severity: 'error', message: error.detail, fix: error.entry.fix },
      rootPlace(this.store.nameOf(uri)),
    );
  }

  #tooMuch(): AppError {
    return new AppError('upload-too-large', {
      detail: `The description is over ${this.limits.maxBytes} bytes or ${this.limits.maxDocuments} documents in all.`,
    });
  }
}

function describeFault(fault: DocumentFault): string {
  if (fault.code !== 'spec/syntax') return `The document is not read: ${fault.message}.`;
  const { position } = fault;
  const where = position === undefined ? '' : ` (line ${position.line}, column ${position.column})`;
  return `Neither JSON nor YAML: ${fault.message}${where}.`;
}
