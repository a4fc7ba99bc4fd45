import { AppError } from '#lib/diagnostics';
import { decodeText } from '../load/decode.js';
import { DocumentFault } from '../load/document-fault.js';
import type { DocumentStore } from '../load/document-store.js';
import { digestOf, sourceHash } from '../load/source-hash.js';
import type { ReadLimits } from '../source.js';
import { isGraphqlName, isIntrospection, isSchemaText, refusalOf } from './detect.js';
import { introspectionRefused } from './introspect.js';

/** A text in GraphQL's own language. */
export interface GraphqlDocument {
  /** As a person knows it. */
  readonly name: string;
  readonly text: string;
}

/** What a GraphQL description is read from. */
export interface GraphqlSource {
  /** Of the first document. */
  readonly name: string;
  /** Schemas and operations in name order. */
  readonly documents: readonly GraphqlDocument[];
  /** The results of introspections. */
  readonly introspections: readonly { readonly name: string; readonly value: unknown }[];
  /** Where it was introspected. */
  readonly introspected?: string;
  readonly hash: string;
}

/**
 * Opens a source as GraphQL, told by its content: SDL, or the result of an introspection.
 *
 * @returns undefined when it is something else
 * @throws AppError as {@link DocumentStore.read}; `document-unusable` when an introspection was refused
 */
export async function openGraphql(
  store: DocumentStore,
  limits: ReadLimits,
): Promise<GraphqlSource | undefined> {
  const first = await store.read(store.entry);
  const name = store.nameOf(store.entry);
  if (store.graphql === undefined && !isGraphql(name, first)) return undefined;
  const files = new Map<string, Uint8Array>();
  for (const uri of store.graphql ?? [store.entry]) files.set(store.nameOf(uri), await store.read(uri));
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0);
  if (total > limits.maxBytes || files.size > limits.maxDocuments)
    throw new AppError('upload-too-large', {
      detail: `The description is over ${limits.maxBytes} bytes or ${limits.maxDocuments} documents in all.`,
    });
  const texts = [...files].map(([file, bytes]) => ({ name: file, text: decoded(file, bytes) }));
  return {
    name,
    documents: texts.filter(({ text }) => !isJson(text)),
    introspections: texts
      .filter(({ text }) => isJson(text))
      .map((document) => ({ name: document.name, value: parsed(document) })),
    ...(store.introspected === undefined ? {} : { introspected: store.introspected }),
    hash: sourceHash(new Map([...files].map(([file, bytes]) => [file, digestOf(bytes)]))),
  };
}

/** Answers that hold errors alone are small. */
const MAX_REFUSAL = 64 * 1024;

function isGraphql(name: string, bytes: Uint8Array): boolean {
  const head = textOf(bytes.subarray(0, 256 * 1024));
  if (isGraphqlName(name) || isIntrospection(head) || isSchemaText(head)) return true;
  return bytes.byteLength < MAX_REFUSAL && /^\s*\{[\s\S]*"errors"/.test(head) && isRefusal(head);
}

function isRefusal(text: string): boolean {
  try {
    return refusalOf(JSON.parse(text)) !== undefined;
  } catch {
    return false;
  }
}

/** @throws AppError */
function parsed({ name, text }: GraphqlDocument): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('document-unusable', { detail: `${name} is no JSON: ${reason}.`, cause: error });
  }
  const refusal = refusalOf(value);
  if (refusal !== undefined) throw introspectionRefused(refusal);
  return value;
}

function isJson(text: string): boolean {
  return /^\s*\{\s*(?:"|\}|$)/.test(text);
}

/** @throws AppError when the bytes are no text */
function decoded(name: string, bytes: Uint8Array): string {
  try {
    return decodeText(bytes).text;
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error;
    throw new AppError('document-unusable', { detail: `${name}: ${error.message}.`, cause: error });
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
