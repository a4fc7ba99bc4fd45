import {
  getNamedType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type {
  DocumentPlace,
  GraphqlArgument,
  GraphqlOperation,
  JsonSchemaObject,
  SecurityRequirement,
  SkippedOperation,
} from '#lib/api-description';
import { compact } from '../json.js';
import { described, jsonOf, type InputSchemas } from './input-schemas.js';
import { variableType } from './output-types.js';

type Field = GraphQLField<unknown, unknown>;

type RootKind = GraphqlOperation['operationType'];

export const TAGS: Readonly<Record<RootKind | 'document', string>> = {
  query: 'queries',
  mutation: 'mutations',
  subscription: 'subscriptions',
  document: 'operations',
};

export interface ReadFields {
  readonly operations: readonly GraphqlOperation[];
  readonly skipped: readonly SkippedOperation[];
}

export interface FieldContext {
  readonly schema: GraphQLSchema;
  readonly inputs: InputSchemas;
  readonly security: readonly SecurityRequirement[];
  /** Shown where a definition has no place of its own. */
  readonly document: string;
  /** Names of operations written by hand: they come first. */
  readonly taken: ReadonlySet<string>;
}

/** What Apollo Federation asks of a subgraph; it answers no person's question. */
const MACHINERY: ReadonlySet<string> = new Set(['_service', '_entities']);

/** Every root field as an operation, or with the reason why not. Subscriptions come last and rename no other. */
export function readRootFields(context: FieldContext): ReadFields {
  const { schema } = context;
  const queries = fieldsOf(schema.getQueryType());
  const mutations = fieldsOf(schema.getMutationType());
  const lists = { operations: [] as GraphqlOperation[], skipped: [] as SkippedOperation[] };
  const shared = new Set(queries.map(({ name }) => name));
  const twice = mutations.map(({ name }) => name).filter((name) => shared.has(name));
  const named = { ...context, taken: new Set([...context.taken, ...twice]) };
  for (const field of queries) addField(lists, named, { field, type: 'query' });
  for (const field of mutations) addField(lists, named, { field, type: 'mutation' });
  const earlier = new Set([...context.taken, ...[...queries, ...mutations].map(({ name }) => name)]);
  for (const field of fieldsOf(schema.getSubscriptionType()))
    addField(lists, { ...context, taken: earlier }, { field, type: 'subscription' });
  return lists;
}

function fieldsOf(root: GraphQLObjectType | null | undefined): Field[] {
  return Object.values(root?.getFields() ?? {});
}

function addField(
  lists: { operations: GraphqlOperation[]; skipped: SkippedOperation[] },
  context: FieldContext,
  { field, type }: { field: Field; type: RootKind },
): void {
  const id = `${type} ${field.name}`;
  const args = readArguments(field, type, context);
  if (MACHINERY.has(field.name)) {
    const reason = 'it serves the gateway of a federation only';
    lists.skipped.push({ id, code: 'spec/graphql-federation', reason });
  } else if (args === undefined) {
    const reason = 'an argument nests lists too deeply';
    lists.skipped.push({ id, code: 'spec/graphql-nesting', reason });
  } else {
    const operationId = context.taken.has(field.name) ? `${type}_${field.name}` : field.name;
    lists.operations.push(readField(context, field, { id, type, operationId, args }));
  }
}

/** @returns undefined when one of them cannot be described */
function readArguments(
  field: Field,
  type: RootKind,
  { inputs }: FieldContext,
): readonly GraphqlArgument[] | undefined {
  const args: GraphqlArgument[] = [];
  for (const argument of field.args) {
    // Null in a query's argument says no more than leaving it out.
    const schema = inputs.of(argument.type, type === 'mutation');
    if (schema === undefined) return undefined;
    args.push(readArgument(argument, schema, inputs));
  }
  return args;
}

function readArgument(
  argument: GraphQLArgument,
  schema: JsonSchemaObject,
  inputs: InputSchemas,
): GraphqlArgument {
  const { description, deprecated } = described(argument, schema);
  const uploads = inputs.uploads(argument.type);
  return compact({
    name: argument.name,
    type: variableType(argument),
    required: isRequiredArgument(argument),
    deprecated: deprecated === true,
    description,
    schema: compact({ ...schema, default: jsonOf(argument.defaultValue) }),
    uploads: uploads.length > 0 ? uploads : undefined,
  }) as GraphqlArgument;
}

interface FieldAt {
  readonly id: string;
  readonly type: RootKind;
  readonly operationId: string;
  readonly args: readonly GraphqlArgument[];
}

function readField(context: FieldContext, field: Field, at: FieldAt): GraphqlOperation {
  const reason = field.deprecationReason;
  const description = [
    field.description?.trim() || ownTypeDescription(field),
    typeof reason === 'string' ? reason : undefined,
  ].filter((text) => text !== undefined);
  return compact({
    kind: 'graphql',
    id: at.id,
    operationId: at.operationId,
    operationType: at.type,
    description: description.length > 0 ? description.join('\n\n') : undefined,
    tags: [TAGS[at.type]],
    deprecated: typeof reason === 'string',
    arguments: at.args,
    call: { kind: 'field', field: field.name, type: String(field.type) },
    security: context.security,
    extensions: {},
    location: placeOf(field, context.document),
  }) as GraphqlOperation;
}

/** A field without a word of its own often returns a type with one. */
function ownTypeDescription(field: Field): string | undefined {
  const { name, description } = getNamedType(field.type);
  return description && !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name)
    ? `Gives ${name}: ${description.trim()}`
    : undefined;
}

function placeOf({ astNode }: Field, document: string): DocumentPlace {
  const start = astNode?.loc;
  if (start === undefined) return { document, pointer: '' };
  const { line, column } = start.startToken;
  return { document: start.source.name, pointer: '', line, column };
}
