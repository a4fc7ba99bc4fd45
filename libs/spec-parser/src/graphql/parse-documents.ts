import {
  Kind,
  parse,
  Source,
  type DefinitionNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type TypeSystemDefinitionNode,
  type TypeSystemExtensionNode,
} from 'graphql';
import type { GraphqlDocument } from './documents.js';
import { unusableSchema } from './refuse.js';

export type SchemaNode = TypeSystemDefinitionNode | TypeSystemExtensionNode;

/** The definitions of all documents, told apart by what they are for. */
export interface ParsedDocuments {
  /** One list a document. */
  readonly schema: readonly (readonly SchemaNode[])[];
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: readonly FragmentDefinitionNode[];
}

/** Far above the largest schema seen (GitHub's has 150,000). */
const MAX_TOKENS = 4_000_000;

/**
 * @throws AppError `document-unusable` with the place of a syntax error
 */
export function parseDocuments(documents: readonly GraphqlDocument[]): ParsedDocuments {
  const parsed = documents.map(definitionsOf);
  const all = parsed.flat();
  return {
    schema: parsed.map((definitions) => definitions.filter(isSchemaNode)).filter((list) => list.length > 0),
    operations: all.filter((node) => node.kind === Kind.OPERATION_DEFINITION),
    fragments: all.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION),
  };
}

function definitionsOf({ name, text }: GraphqlDocument): readonly DefinitionNode[] {
  // A file of comments is empty, which the grammar does not know.
  if (/^(?:[\s,\uFEFF]|#[^\n]*(?:\n|$))*$/.test(text)) return [];
  try {
    return parse(new Source(text, name), { maxTokens: MAX_TOKENS }).definitions;
  } catch (error) {
    throw unusableSchema([tooDeep(error)], name);
  }
}

/** The parser is recursive; a text nested beyond its stack is not meant to be read. */
function tooDeep(error: unknown): Error {
  if (error instanceof RangeError) return new Error('The document is nested too deeply.');
  return error instanceof Error ? error : new Error(String(error));
}

function isSchemaNode(node: DefinitionNode): node is SchemaNode {
  return node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION;
}
