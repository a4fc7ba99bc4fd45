import type { JsonSchemaObject, JsonValue } from '#lib/api-description';
import { isSchemaObject } from './graph.js';

/** Keywords of which the outer schema's value wins; they do not constrain. */
const ANNOTATIONS = new Set(['description', 'default', 'examples', 'deprecated', 'title']);

type Draft = Record<string, JsonValue>;

/**
 * Merges the parts of an `allOf` into the schema around it when that keeps its meaning: properties are
 * united, required names joined, equal keywords taken once. Parts that contradict each other stay.
 */
export function mergeAllOf(schema: JsonSchemaObject): JsonSchemaObject {
  const { allOf, ...outer } = schema;
  if (!Array.isArray(allOf)) return schema;
  let merged: Draft = { ...outer };
  const left: JsonValue[] = [];
  for (const part of allOf as readonly JsonValue[]) {
    if (part === true) continue;
    const united = isSchemaObject(part) && !('$ref' in part) ? unite(merged, part) : undefined;
    if (united === undefined) left.push(part);
    else merged = united;
  }
  if (left.length === 0) return merged;
  // A part may have brought contradictions of its own.
  const inner = Array.isArray(merged['allOf']) ? (merged['allOf'] as readonly JsonValue[]) : [];
  return { ...merged, allOf: [...inner, ...left] };
}

function unite(into: Draft, part: JsonSchemaObject): Draft | undefined {
  const result: Draft = { ...into };
  for (const [keyword, value] of Object.entries(part)) {
    const present = into[keyword];
    const joined = present === undefined ? value : join(keyword, present, value);
    if (joined === undefined) return undefined;
    result[keyword] = joined;
  }
  // A closed part would refuse the other part's properties, which no author means.
  const bothHaveProperties = 'properties' in into && 'properties' in part;
  if (bothHaveProperties && result['additionalProperties'] === false) delete result['additionalProperties'];
  return result;
}

function join(keyword: string, outer: JsonValue, inner: JsonValue): JsonValue | undefined {
  if (ANNOTATIONS.has(keyword)) return outer;
  if (keyword === 'properties') return joinProperties(outer, inner);
  if (keyword === 'required')
    return [...new Set([...(outer as readonly string[]), ...(inner as readonly string[])])];
  if (keyword === 'additionalProperties' && (outer === false || inner === false)) return false;
  return JSON.stringify(outer) === JSON.stringify(inner) ? outer : undefined;
}

function joinProperties(outer: JsonValue, inner: JsonValue): JsonValue | undefined {
  const result = new Map(Object.entries(inner as Draft));
  for (const [name, schema] of Object.entries(outer as Draft)) {
    const other = result.get(name);
    if (other === undefined || JSON.stringify(other) === JSON.stringify(schema)) result.set(name, schema);
    else if (isSchemaObject(schema) && isSchemaObject(other))
      result.set(name, mergeAllOf({ ...schema, allOf: [other] }));
    else return undefined;
  }
  return Object.fromEntries(result);
}
