import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import { isSchemaObject } from './graph.js';

/** Keywords by which a branch refuses values; a branch that has others is not judged. */
const JUDGED = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'description',
  'examples',
  'default',
]);

/**
 * `oneOf` as authors mean it. Where every value of one branch fits another branch as well, that branch
 * could never be the only one, and such values would all be refused: then any of the branches will do.
 */
export function withReachableBranches(schema: JsonSchemaObject): JsonSchemaObject {
  const branches = schema['oneOf'];
  if (!Array.isArray(branches) || 'anyOf' in schema) return schema;
  const list = branches as readonly JsonSchema[];
  const swallowed = list.some((inner, i) => list.some((outer, j) => i !== j && includes(outer, inner)));
  if (!swallowed) return schema;
  const { oneOf, ...rest } = schema;
  return { ...rest, anyOf: oneOf as JsonValue };
}

/** Whether each value that fits `inner` fits `outer` too, as far as can be told; false where it cannot. */
function includes(outer: JsonSchema, inner: JsonSchema): boolean {
  if (!isSchemaObject(outer) || !isSchemaObject(inner)) return false;
  if (isPlainScalar(outer)) return outer['type'] === inner['type'] || isInteger(outer, inner);
  if (!isJudged(outer) || !isObjectSchema(inner) || !isObjectSchema(outer)) return false;
  const required = namesOf(inner);
  if (!namesOf(outer).every((name) => required.includes(name))) return false;
  const theirs = propertiesOf(inner);
  return Object.entries(propertiesOf(outer)).every(
    ([name, schema]) => schema === true || !Object.hasOwn(theirs, name) || same(schema, theirs[name]),
  );
}

/** Bounds and formats aside: where they differ, most values still fit both. */
function isPlainScalar(schema: JsonSchemaObject): boolean {
  const { type } = schema;
  if (type !== 'string' && type !== 'number' && type !== 'integer' && type !== 'boolean') return false;
  return !('enum' in schema) && !('const' in schema) && !('pattern' in schema);
}

function isInteger(outer: JsonSchemaObject, inner: JsonSchemaObject): boolean {
  return outer['type'] === 'number' && inner['type'] === 'integer';
}

function isJudged(schema: JsonSchemaObject): boolean {
  return (
    schema['additionalProperties'] !== false && Object.keys(schema).every((keyword) => JUDGED.has(keyword))
  );
}

function isObjectSchema(schema: JsonSchemaObject): boolean {
  return schema['type'] === 'object' || (schema['type'] === undefined && 'properties' in schema);
}

function namesOf(schema: JsonSchemaObject): readonly JsonValue[] {
  return Array.isArray(schema['required']) ? schema['required'] : [];
}

function propertiesOf(schema: JsonSchemaObject): Readonly<Record<string, JsonValue>> {
  return isSchemaObject(schema['properties']) ? schema['properties'] : {};
}

function same(a: JsonValue, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
