import { createHash } from 'node:crypto';
import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { AppError, type Diagnostic } from '#lib/diagnostics';
import { Findings, rootPlace } from '../findings.js';
import type { ReadLimits } from '../source.js';
import type { DocumentStore } from './document-store.js';
import { parseText, SyntaxFault } from './parse-text.js';

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
    const text = await this.#fetch(this.store.entry);
    try {
      return parseText(text);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      throw new AppError('document-unusable', {
        detail: `${this.store.nameOf(this.store.entry)} is neither JSON nor YAML: ${error.message}.`,
        diagnostics: [this.#syntaxDiagnostic(this.store.entry, error)],
      });
    }
  }

  /** A referenced document; what cannot be read is noted and read as undefined. */
  async read(uri: string): Promise<unknown> {
    const place = rootPlace(this.store.nameOf(uri));
    try {
      const value = parseText(await this.#fetch(uri));
      this.parsed.set(uri, value);
      return value;
    } catch (error) {
      if (error instanceof SyntaxFault) {
        const { line, column } = error;
        this.findings.add(
          {
            code: 'spec/syntax',
            severity: 'error',
            message: `Neither JSON nor YAML: ${error.message}.`,
            fix: 'Correct the syntax at this place.',
          },
          place,
          line !== undefined && column !== undefined ? { line, column } : undefined,
        );
      } else if (error instanceof AppError) {
        if (error.code === 'upload-too-large') this.fatal = error;
        this.findings.add(
          { code: 'spec/document-missing', severity: 'error', message: error.detail, fix: error.entry.fix },
          place,
        );
      } else throw error;
      throw error;
    }
  }

  hash(): string {
    const all = createHash('sha256');
    for (const [name, digest] of [...this.#hashes].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      all.update(`${name}\0${digest}\n`);
    return all.digest('hex');
  }

  async #fetch(uri: string): Promise<string> {
    if (this.#hashes.size >= this.limits.maxDocuments) throw this.#tooMuch();
    const bytes = await this.store.read(uri);
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.limits.maxBytes) throw this.#tooMuch();
    this.#hashes.set(this.store.nameOf(uri), createHash('sha256').update(bytes).digest('hex'));
    return new TextDecoder().decode(bytes);
  }

  #tooMuch(): AppError {
    return new AppError('upload-too-large', {
      detail: `The description is over ${this.limits.maxBytes} bytes or ${this.limits.maxDocuments} documents in all.`,
    });
  }

  #syntaxDiagnostic(uri: string, fault: SyntaxFault): Diagnostic {
    return {
      code: 'spec/syntax',
      severity: 'error',
      message: fault.message,
      fix: 'Correct the syntax at this place.',
      location: {
        document: this.store.nameOf(uri),
        pointer: '',
        ...(fault.line === undefined ? {} : { line: fault.line }),
        ...(fault.column === undefined ? {} : { column: fault.column }),
      },
    };
  }
}
