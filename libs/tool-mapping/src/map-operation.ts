import type { HttpOperation, JsonSchema, JsonSchemaObject, Parameter } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import type { BodyBinding, ObjectSchema, ParameterBinding, ToolDefinition } from '#lib/server-runtime';
import { annotationsOf } from './annotations.js';
import { ArgumentKeys } from './argument-keys.js';
import { bodyBinding, bodyChoices, type BodyChoice } from './body/body-binding.js';
import { securityNeeds } from './credentials.js';
import { noteContent } from './note-content.js';
import { outputSchemaOf } from './output/output-schema.js';
import { isSchemaObject, type SchemaGraph } from './schema/graph.js';
import { SchemaNotes } from './schema/schema-notes.js';
import { ToolSchemas } from './schema/tool-schemas.js';
import { serverTemplates } from './server-templates.js';
import { cutAtSentence, plainText, toolDescription, toolTitle } from './text.js';

const MAX_ARGUMENT_DESCRIPTION = 500;

interface Draft {
  readonly properties: Record<string, JsonSchema>;
  readonly required: string[];
  readonly keys: ArgumentKeys;
  readonly schemas: ToolSchemas;
  readonly notes: SchemaNotes;
  readonly diagnostics: Diagnostic[];
}

/** Maps one operation to the tool of the given name. */
export function mapOperation(
  operation: HttpOperation,
  name: string,
  graph: SchemaGraph,
): { tool: ToolDefinition; diagnostics: Diagnostic[] } {
  const choices = operation.requestBody === undefined ? [] : bodyChoices(operation.requestBody, graph);
  const roots = [...operation.parameters.map(({ schema }) => schema), ...choices.map(({ schema }) => schema)];
  const notes = new SchemaNotes();
  const draft: Draft = {
    properties: {},
    required: [],
    keys: new ArgumentKeys(),
    schemas: new ToolSchemas(graph, roots, notes),
    notes,
    diagnostics: [],
  };
  const parameters = operation.parameters.map((parameter) => mapParameter(draft, operation, parameter));
  const body = mapBody(draft, operation, choices);
  const title = toolTitle(operation);
  const outputSchema = outputSchemaOf(operation, graph);
  const tool: ToolDefinition = {
    name,
    ...(title === undefined ? {} : { title }),
    description: toolDescription(operation),
    inputSchema: rootSchema(draft),
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations: annotationsOf(operation.method),
    operation: operation.id,
    binding: {
      kind: 'http',
      method: operation.method,
      // Some authors tell paths apart by a fragment, which is never sent (RFC 3986 section 3.5).
      path: operation.path.replace(/#.*$/, ''),
      ...(operation.servers === undefined ? {} : { servers: serverTemplates(operation.servers) }),
      parameters,
      ...(body === undefined ? {} : { body }),
      accept: acceptedTypes(operation),
      ...(answersWithRedirect(operation) ? { keepRedirects: true as const } : {}),
      security: securityNeeds(operation.security),
    },
  };
  return { tool, diagnostics: [...draft.diagnostics, ...noteContent(operation, tool, notes)] };
}

function rootSchema({ properties, required, schemas }: Draft): ObjectSchema {
  const defs = schemas.defs();
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(defs === undefined ? {} : { $defs: defs }),
  };
}

function mapParameter(draft: Draft, operation: HttpOperation, parameter: Parameter): ParameterBinding {
  const wire = {
    in: parameter.in,
    name: parameter.name,
    style: parameter.style,
    explode: parameter.explode,
    ...(parameter.allowReserved ? { allowReserved: true } : {}),
    ...(parameter.allowEmptyValue ? { allowEmptyValue: true } : {}),
    ...(parameter.contentType === undefined ? {} : { contentType: parameter.contentType }),
  };
  const schema = draft.notes.bounded(draft.schemas.input(parameter.schema));
  const constant = parameter.required ? onlyValue(schema) : undefined;
  const argument = draft.keys.take(parameter.name, parameter.in);
  if (argument !== parameter.name) noteRenamed(draft, operation, { wire: parameter.name, argument });
  draft.properties[argument] = annotated(schema, parameter);
  if (parameter.required && constant === undefined) draft.required.push(argument);
  return { argument, ...(constant === undefined ? {} : { constant }), ...wire };
}

/** A required value that the description fixes need not be given: it is sent all the same. */
function onlyValue(schema: JsonSchema): string | number | boolean | undefined {
  if (!isSchemaObject(schema)) return undefined;
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  const [value] = values;
  if (values.length !== 1 || value === null) return undefined;
  return typeof value === 'object' ? undefined : (value as string | number | boolean);
}

function annotated(given: JsonSchema, parameter: Parameter): JsonSchema {
  const schema = parameter.allowEmptyValue ? orEmpty(given) : given;
  const base: JsonSchemaObject = schema === true ? {} : schema === false ? { not: {} } : schema;
  const description = cutAtSentence(plainText(parameter.description ?? ''), MAX_ARGUMENT_DESCRIPTION);
  return {
    ...base,
    ...(description === '' ? {} : { description }),
    ...(parameter.deprecated ? { deprecated: true } : {}),
  };
}

const LIMITS_TEXT = ['enum', 'const', 'pattern', 'minLength', 'format', 'anyOf', 'oneOf', 'allOf', '$ref'];

/** The schema, with the empty text where it does not take that already. */
function orEmpty(schema: JsonSchema): JsonSchema {
  if (!isSchemaObject(schema)) return schema;
  const { type = 'string', enum: values } = schema;
  if (type === 'string' && Array.isArray(values)) return { ...schema, enum: [...new Set([...values, ''])] };
  const takesEmpty = type === 'string' && !LIMITS_TEXT.some((keyword) => keyword in schema);
  return takesEmpty ? schema : { anyOf: [schema, { const: '' }] };
}

function noteRenamed(
  draft: Draft,
  operation: HttpOperation,
  names: { wire: string; argument: string },
): void {
  draft.diagnostics.push({
    code: 'mapping/key-renamed',
    severity: 'info',
    message: `The parameter ${JSON.stringify(names.wire)} of ${operation.id} is the argument ${JSON.stringify(names.argument)}; clients refuse some characters in names.`,
    location: operation.location,
  });
}

function mapBody(
  draft: Draft,
  operation: HttpOperation,
  choices: readonly BodyChoice[],
): BodyBinding | undefined {
  const { requestBody } = operation;
  const [first] = choices;
  if (requestBody === undefined || first === undefined) return undefined;
  const argument = draft.keys.take('body', 'body');
  const schemas = choices.map(({ schema }) => draft.notes.bounded(draft.schemas.input(schema)));
  draft.properties[argument] = describedBody(schemas, requestBody.description);
  if (requestBody.required) draft.required.push(argument);
  const variants = choices.map(({ variant }) => variant);
  if (variants.length === 1) return bodyBinding(argument, requestBody, variants, undefined);
  const contentType = draft.keys.take('content_type', 'body');
  draft.properties[contentType] = {
    type: 'string',
    enum: variants.map((variant) => variant.contentType),
    description: 'Media type in which the body is sent; told by the body where it is not given.',
  };
  return bodyBinding(argument, requestBody, variants, contentType);
}

function describedBody(schemas: readonly JsonSchema[], description: string | undefined): JsonSchema {
  const [only = true] = schemas;
  const schema: JsonSchema = schemas.length === 1 ? only : { anyOf: schemas };
  const base: JsonSchemaObject = isSchemaObject(schema) ? schema : {};
  const text = cutAtSentence(plainText(description ?? ''), MAX_ARGUMENT_DESCRIPTION);
  return text === '' || 'description' in base ? base : { ...base, description: text };
}

/** No other good answer is declared than redirects that say something themselves. */
function answersWithRedirect({ responses }: HttpOperation): boolean {
  const others = responses.some(({ status }) => status.startsWith('2') || status === 'default');
  return !others && responses.some(({ status, content }) => status.startsWith('3') && content.length > 0);
}

/** Media types of the good answers, JSON first. */
function acceptedTypes(operation: HttpOperation): string[] {
  const good = operation.responses.filter(({ status }) => status.startsWith('2'));
  const answers = good.length > 0 ? good : operation.responses.filter(({ status }) => status === 'default');
  const types = new Set(answers.flatMap(({ content }) => content.map(({ contentType }) => contentType)));
  return [...types].toSorted((a, b) => Number(/json/.test(b)) - Number(/json/.test(a)));
}
