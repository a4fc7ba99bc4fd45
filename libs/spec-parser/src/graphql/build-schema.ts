import {
  buildASTSchema,
  buildClientSchema,
  validateSchema,
  type ASTNode,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { AppError } from '#lib/diagnostics';
import { isObject, member } from '../json.js';
import { rootPlace, type Findings } from '../findings.js';
import { completeSchema, withoutRepeats } from './complete-schema.js';
import type { GraphqlSource } from './documents.js';
import type { ParsedDocuments } from './parse-documents.js';
import { unusableSchema } from './refuse.js';

export interface BuiltSchema {
  readonly schema: GraphQLSchema;
  readonly writtenIn: 'SDL' | 'introspection';
}

/**
 * Builds the schema that the documents define, else the one that an introspection gave.
 *
 * @throws AppError `document-unusable` with every error and its place
 */
export function buildSchema(source: GraphqlSource, parsed: ParsedDocuments, findings: Findings): BuiltSchema {
  const [introspection] = source.introspections;
  try {
    if (parsed.schema.length > 0)
      return { schema: fromText(parsed, source.name, findings), writtenIn: 'SDL' };
    if (introspection !== undefined)
      return {
        schema: fromIntrospection(introspection.value, introspection.name),
        writtenIn: 'introspection',
      };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const known = error instanceof RangeError ? new Error('The schema is nested too deeply.') : error;
    throw unusableSchema([known instanceof Error ? known : new Error(String(known))], source.name);
  }
  throw unusableSchema([new Error('There is no schema: no type is defined.')], source.name);
}

function fromText(parsed: ParsedDocuments, name: string, findings: Findings): GraphQLSchema {
  const document = withoutRepeats(completeSchema(parsed.schema), (node) => {
    noteRepeated(node, name, findings);
  });
  const errors = validateSDL(document);
  if (errors.length > 0) throw unusableSchema(errors, name);
  return checked(buildASTSchema(document, { assumeValidSDL: true }), name);
}

function noteRepeated(node: ASTNode, name: string, findings: Findings): void {
  const field = 'name' in node && node.name !== undefined ? node.name.value : '';
  const { line = 1, column = 1 } = node.loc?.startToken ?? {};
  findings.add(
    {
      code: 'spec/graphql-repeated-field',
      severity: 'warning',
      message: `The field ${field} is defined twice in its type; the first counts.`,
      fix: 'Remove one of the two.',
    },
    rootPlace(node.loc?.source.name ?? name),
    { line, column },
  );
}

function fromIntrospection(value: unknown, name: string): GraphQLSchema {
  const data = member(value, 'data');
  const result = isObject(data) ? data : value;
  return checked(buildClientSchema(result as unknown as IntrospectionQuery), name);
}

function checked(schema: GraphQLSchema, name: string): GraphQLSchema {
  const errors = validateSchema(schema);
  if (errors.length > 0) throw unusableSchema(errors, name);
  return schema;
}
