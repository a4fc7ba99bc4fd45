import type { GraphqlVariable } from '../format.js';
import { keyed, type KeyedField } from './resolve-conflicts.js';
import type { Selection } from './selection.js';

/** A document with one root field. Every name comes from the schema's data; values travel as variables. */
export interface DocumentParts {
  readonly operationType: 'query' | 'mutation' | 'subscription';
  readonly operationName: string;
  readonly field: string;
  /** Of the root field. */
  readonly variables: readonly Pick<GraphqlVariable, 'name' | 'type'>[];
  /** Of fields further in. */
  readonly innerVariables?: readonly Pick<GraphqlVariable, 'name' | 'type'>[];
  /** Missing for a leaf. */
  readonly selection?: Selection;
}

/** Writes a document; valid against the schema that the types come from. */
export function composeDocument(parts: DocumentParts): string {
  const { variables, innerVariables = [], selection } = parts;
  const declared = [...variables, ...innerVariables].map(({ name, type }) => `$${name}: ${type}`);
  const args = variables.map(({ name }) => `${name}: $${name}`);
  const head = `${parts.operationType} ${parts.operationName}${inParentheses(declared)}`;
  const body = selection === undefined ? '' : ` ${written(selection)}`;
  return `${head} { ${parts.field}${inParentheses(args)}${body} }`;
}

function inParentheses(items: readonly string[]): string {
  return items.length === 0 ? '' : `(${items.join(', ')})`;
}

function written(selection: Selection): string {
  const { typename, fields, on } = keyed(selection);
  const parts = [...on].map(([type, own]) => `... on ${type} { ${own.map(writtenField).join(' ')} }`);
  return `{ ${[...(typename ? ['__typename'] : []), ...fields.map(writtenField), ...parts].join(' ')} }`;
}

function writtenField({ key, selected }: KeyedField): string {
  const { field, args, selection } = selected;
  const alias = key === field.name ? '' : `${key}: `;
  const given = inParentheses([...args].map(([name, variable]) => `${name}: $${variable}`));
  return `${alias}${field.name}${given}${selection === undefined ? '' : ` ${written(selection)}`}`;
}
