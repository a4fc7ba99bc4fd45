import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import { childPlace } from '../findings.js';
import { entries, isObject, type JsonObject } from '../json.js';
import { schemaRef, type ReadContext, type Spot } from './context.js';
import { convertKeyword } from './schema-keywords.js';
import { usablePattern } from './usable-pattern.js';

type Draft = Record<string, JsonValue>;

const SCHEMA_KEYWORDS = new Set([
  'not',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contentSchema',
]);
const LIST_KEYWORDS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const MAP_KEYWORDS = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/** Deeper than any real schema; a hostile one must not exhaust the stack. */
const MAX_DEPTH = 200;

/**
 * Converts one schema to JSON Schema 2020-12 with `$ref`s into the registry. What cannot be
 * converted becomes `true`, which allows everything, with a finding.
 */
export function convertSchema(context: ReadContext, spot: Spot, depth = 0): JsonSchema {
  const { value } = spot;
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) {
    context.findings.add(
      {
        code: 'spec/schema-not-object',
        severity: 'warning',
        message: 'This is not a schema; any value is allowed here.',
        fix: 'Write an object.',
      },
      spot.place,
    );
    return true;
  }
  if (depth > MAX_DEPTH) {
    context.findings.add(
      {
        code: 'spec/schema-too-deep',
        severity: 'warning',
        message: `Schemas are nested more than ${MAX_DEPTH} levels; any value is allowed below.`,
      },
      spot.place,
    );
    return true;
  }
  if (typeof value['$ref'] === 'string') return convertReference(context, spot, depth);
  return nullable(context, value, convertMembers(context, spot, depth));
}

function convertReference(context: ReadContext, spot: Spot, depth: number): JsonSchema {
  const value = spot.value as Record<string, unknown>;
  const ref = String(value['$ref']);
  const target = context.absolute(ref, spot.uri);
  const key = target === undefined ? undefined : context.schemas.keyOf(target);
  if (key === undefined) context.reportBroken(spot, ref);
  const reference: JsonSchemaObject = key === undefined ? {} : { $ref: schemaRef(key) };
  if (context.dialect !== 'openapi-3.1') {
    // Siblings of $ref do not count before 3.1, but a description beside it is what authors mean to say.
    const description = value['description'];
    const said = typeof description === 'string' ? { ...reference, description } : reference;
    return nullable(context, value, said);
  }
  return { ...reference, ...convertMembers(context, spot, depth) };
}

function convertMembers(context: ReadContext, spot: Spot, depth: number): Draft {
  const draft: Draft = {};
  const source = spot.value as JsonObject;
  for (const [keyword, value] of entries(source)) {
    if (keyword === '$ref' || value === undefined) continue;
    const at = context.child(spot, keyword);
    if (context.dialect === 'swagger-2.0') noteLaterKeyword(context, at, keyword);
    if (SCHEMA_KEYWORDS.has(keyword)) draft[keyword] = convertSchema(context, at, depth + 1);
    else if (LIST_KEYWORDS.has(keyword)) convertList(context, at, { draft, keyword, depth });
    else if (MAP_KEYWORDS.has(keyword)) draft[keyword] = convertMap(context, at, { keyword, depth });
    else if (keyword === 'items') convertItems(context, at, { draft, keyword, depth });
    else convertKeyword(context, at, { draft, keyword, source });
  }
  return possible(context, spot, draft);
}

/** Names that a schema requires and forbids at once would refuse every value; authors mean the properties. */
function possible(context: ReadContext, spot: Spot, draft: Draft): Draft {
  const { required, additionalProperties, properties, patternProperties, ...rest } = draft;
  if (additionalProperties !== false || !Array.isArray(required) || patternProperties !== undefined)
    return draft;
  const known = required.filter((name) => isObject(properties) && Object.hasOwn(properties, String(name)));
  if (known.length === required.length) return draft;
  context.findings.add(
    {
      code: 'spec/required-unknown',
      severity: 'warning',
      message: `"required" names ${required.filter((name) => !known.includes(name)).join(', ')}, which "additionalProperties": false forbids; it was left out.`,
      fix: 'Describe the property, or correct its name in "required".',
    },
    childPlace(spot.place, 'required'),
  );
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties }),
    additionalProperties,
    ...(known.length === 0 ? {} : { required: known }),
  };
}

interface Target {
  readonly draft: Draft;
  readonly keyword: string;
  readonly depth: number;
}

function convertList(context: ReadContext, spot: Spot, { draft, keyword, depth }: Target): void {
  if (!Array.isArray(spot.value) || spot.value.length === 0) {
    context.findings.add(
      {
        code: 'spec/schema-keyword',
        severity: 'warning',
        message: `"${keyword}" must be a list with at least one schema; it was left out.`,
      },
      spot.place,
    );
    return;
  }
  draft[keyword] = spot.value.map((_, index) =>
    convertSchema(context, context.child(spot, index), depth + 1),
  );
}

function convertMap(context: ReadContext, spot: Spot, { keyword, depth }: Omit<Target, 'draft'>): JsonValue {
  const map: Draft = {};
  for (const [name] of entries(spot.value)) {
    const at = context.child(spot, name);
    const key = keyword === 'patternProperties' ? usablePattern(context, at, name) : name;
    if (key === undefined) continue;
    // A member named __proto__ must stay data.
    Object.defineProperty(map, key, {
      value: convertSchema(context, at, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return map as JsonValue;
}

/** A list of items (drafts before 2020-12) is `prefixItems` now. */
function convertItems(context: ReadContext, spot: Spot, target: Target): void {
  if (Array.isArray(spot.value)) convertList(context, spot, { ...target, keyword: 'prefixItems' });
  else target.draft['items'] = convertSchema(context, spot, target.depth + 1);
}

const COMPOSING = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'];

/** `nullable: true` (OpenAPI 3.0) and `x-nullable` (a custom of 2.0) say that null is a value too. */
function nullable(context: ReadContext, source: JsonObject, schema: JsonSchemaObject): JsonSchema {
  const keyword = context.dialect === 'openapi-3.0' ? 'nullable' : 'x-nullable';
  if (context.dialect === 'openapi-3.1' || source[keyword] !== true) return schema;
  if (COMPOSING.some((name) => name in schema)) return orNull(schema);
  const { type, enum: values } = schema;
  if (typeof type === 'string') {
    const listed = Array.isArray(values) ? { ...schema, enum: [...new Set([...values, null])] } : schema;
    return { ...listed, type: [type, 'null'] };
  }
  return values === undefined ? schema : orNull(schema);
}

/** Either the schema or null; its description goes to where a reader looks first. */
function orNull({ description, ...schema }: JsonSchemaObject): JsonSchemaObject {
  return { ...(description === undefined ? {} : { description }), anyOf: [schema, { type: 'null' }] };
}

/** Swagger 2.0 has `allOf` alone ("Schema Object"); authors use the others nevertheless, and mean them. */
function noteLaterKeyword(context: ReadContext, spot: Spot, keyword: string): void {
  if (keyword !== 'anyOf' && keyword !== 'oneOf' && keyword !== 'not') return;
  context.findings.add(
    {
      code: 'spec/later-keyword',
      severity: 'warning',
      message: `Swagger 2.0 has no "${keyword}"; it was read as OpenAPI 3 has it.`,
      fix: 'Describe the API in OpenAPI 3, or leave the keyword out.',
    },
    spot.place,
  );
}
