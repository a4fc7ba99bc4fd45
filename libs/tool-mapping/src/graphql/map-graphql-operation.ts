import type { GraphqlArgument, GraphqlOperation, JsonSchema, JsonSchemaObject } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import {
  composeDocument,
  defaultSelection,
  type Binding,
  type GraphqlDocumentBinding,
  type GraphqlVariable,
  type ObjectSchema,
  type Selection,
  type ToolDefinition,
  type TypeIndex,
} from '#lib/server-runtime';
import { ArgumentKeys } from '../argument-keys.js';
import { securityNeeds } from '../credentials.js';
import type { SchemaGraph } from '../schema/graph.js';
import { ToolSchemas } from '../schema/tool-schemas.js';
import type { SubscriptionChoice } from '../selection/tool-selection.js';
import { cutAtSentence, MAX_DESCRIPTION, plainText, toolDescription, toolTitle } from '../text.js';
import { resultNote } from './result-note.js';
import { subscriptionPart } from './subscription-limits.js';

const MAX_ARGUMENT_DESCRIPTION = 500;

/** For every tool, so short; the tool's own description says which fields there are. */
const FIELDS_SCHEMA: JsonSchemaObject = {
  type: 'array',
  items: { type: 'string' },
  maxItems: 100,
  description:
    'Fields to return instead of the default, as paths: "id", "author.name", "posts(first: 5).nodes.title", "Type.field" where types vary, "*" for the default.',
};

/** A model has to know that it waits, and what then comes. */
const COLLECTS = 'Collects events until a limit is reached, as { events: [{ data }], ended }.';

/** What all operations of one description share. */
export interface GraphqlMapping {
  readonly graph: SchemaGraph;
  readonly types: TypeIndex;
  readonly subscriptions: SubscriptionChoice;
}

/** Maps one root field, or one operation written by hand, to the tool of the given name. */
export function mapGraphqlOperation(
  operation: GraphqlOperation,
  name: string,
  { graph, types, subscriptions }: GraphqlMapping,
): { tool: ToolDefinition; diagnostics: Diagnostic[] } {
  const keys = new ArgumentKeys();
  const schemas = new ToolSchemas(
    graph,
    operation.arguments.map(({ schema }) => schema),
  );
  const properties: Record<string, JsonSchema> = {};
  const variables: GraphqlVariable[] = [];
  for (const argument of operation.arguments) {
    const key = keys.take(argument.name, 'argument');
    properties[key] = argumentSchema(argument, schemas);
    variables.push(variableOf(argument, key));
  }
  const result = resultOf(operation, name, { types, keys, variables });
  if (result.binding.selection !== undefined) properties[result.binding.selection.argument] = FIELDS_SCHEMA;
  const document = { variables, ...result.binding };
  const bound = boundBy(operation, document, { keys, subscriptions });
  Object.assign(properties, bound.properties);
  const required = variables.filter((_variable, index) => operation.arguments[index]?.required === true);
  const title = toolTitle(operation);
  const tool: ToolDefinition = {
    name,
    ...(title === undefined ? {} : { title }),
    description: descriptionOf(operation, result, types),
    inputSchema: rootSchema(properties, required, schemas),
    annotations: annotationsOf(operation),
    operation: operation.id,
    binding: bound.binding,
  };
  return { tool, diagnostics: [] };
}

/** The binding, and the arguments that it takes besides the variables. */
function boundBy(
  { operationType, security }: GraphqlOperation,
  document: Omit<GraphqlDocumentBinding, 'operationType' | 'security'>,
  by: { keys: ArgumentKeys; subscriptions: SubscriptionChoice },
): { binding: Binding; properties: Readonly<Record<string, JsonSchema>> } {
  const needs = securityNeeds(security);
  if (operationType !== 'subscription')
    return { binding: { kind: 'graphql', operationType, ...document, security: needs }, properties: {} };
  const { binding, properties } = subscriptionPart(by.keys, by.subscriptions);
  return {
    binding: { kind: 'subscription', operationType, ...document, ...binding, security: needs },
    properties,
  };
}

function argumentSchema(argument: GraphqlArgument, schemas: ToolSchemas): JsonSchema {
  const schema = schemas.input(argument.schema);
  const base: JsonSchemaObject = typeof schema === 'boolean' ? {} : schema;
  const description = cutAtSentence(plainText(argument.description ?? ''), MAX_ARGUMENT_DESCRIPTION);
  return {
    ...base,
    ...(description === '' ? {} : { description }),
    ...(argument.deprecated ? { deprecated: true } : {}),
  };
}

function variableOf({ name, type, uploads }: GraphqlArgument, argument: string): GraphqlVariable {
  return { argument, name, type, ...(uploads === undefined ? {} : { uploads }) };
}

interface Result {
  readonly binding: Pick<GraphqlDocumentBinding, 'document' | 'operationName' | 'resultPath' | 'selection'>;
  /** What is selected by default; missing for leaves and documents written by hand. */
  readonly selection?: Selection;
}

function resultOf(
  operation: GraphqlOperation,
  name: string,
  by: { types: TypeIndex; keys: ArgumentKeys; variables: readonly GraphqlVariable[] },
): Result {
  const { call, operationType } = operation;
  if (call.kind === 'document') {
    const { document, operationName, resultPath } = call;
    return { binding: { document, operationName, resultPath } };
  }
  const { field } = call;
  const type = call.type.replaceAll(/[[\]!]/g, '');
  const operationName = name.replaceAll('-', '_');
  const parts = { operationType, operationName, field, variables: by.variables };
  const resultPath = [field];
  if (by.types.isLeaf(type))
    return { binding: { document: composeDocument(parts), operationName, resultPath } };
  const selection = defaultSelection(by.types, type);
  const argument = by.keys.take('fields', 'selection');
  const document = composeDocument({ ...parts, selection });
  return {
    binding: { document, operationName, resultPath, selection: { argument, field, type } },
    selection,
  };
}

/** What the operation's author says, then what comes back. */
function descriptionOf(operation: GraphqlOperation, { selection }: Result, types: TypeIndex): string {
  const returned = selection === undefined ? '' : resultNote(operation, selection, types);
  const note = operation.operationType === 'subscription' ? `${COLLECTS} ${returned}`.trim() : returned;
  const own = cutAtSentence(toolDescription(operation), MAX_DESCRIPTION - note.length - 2);
  return note === '' ? own : `${own}\n\n${note}`;
}

function rootSchema(
  properties: Record<string, JsonSchema>,
  required: readonly GraphqlVariable[],
  schemas: ToolSchemas,
): ObjectSchema {
  const defs = schemas.defs();
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required: required.map(({ argument }) => argument) } : {}),
    additionalProperties: false,
    ...(defs === undefined ? {} : { $defs: defs }),
  };
}

/** A mutation promises nothing: it counts as destructive, as MCP assumes of a tool that does not say. */
function annotationsOf({ operationType }: GraphqlOperation): ToolDefinition['annotations'] {
  const readOnlyHint = operationType !== 'mutation';
  return {
    readOnlyHint,
    destructiveHint: !readOnlyHint,
    idempotentHint: readOnlyHint,
    openWorldHint: true,
  };
}
