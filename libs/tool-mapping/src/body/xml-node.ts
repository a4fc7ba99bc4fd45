import type { JsonSchema, JsonSchemaObject } from '#lib/api-description';
import type { XmlNode } from '#lib/server-runtime';
import { isSchemaObject, refKey, type SchemaGraph } from '../schema/graph.js';

/** Recursive types are written out this deep; below, names follow the properties. */
const MAX_DEPTH = 12;

/** Resolves the `xml` keywords (OpenAPI "XML Object") of a whole schema into one tree. */
export function xmlNode(
  schema: JsonSchema,
  graph: SchemaGraph,
  name = refKey(schema) ?? 'root',
  depth = 0,
): XmlNode {
  const object = asObject(graph.resolve(schema));
  const xml = { ...asObject(object['xml']), ...asObject(asObject(schema)['xml']) };
  return {
    name: textOf(xml['name']) ?? name,
    ...optional('namespace', textOf(xml['namespace'])),
    ...optional('prefix', textOf(xml['prefix'])),
    ...(xml['attribute'] === true ? { attribute: true } : {}),
    ...(xml['wrapped'] === true ? { wrapped: true } : {}),
    ...children(object, graph, { name, depth }),
  };
}

function asObject(value: unknown): JsonSchemaObject {
  return isSchemaObject(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}

function children(
  schema: JsonSchemaObject,
  graph: SchemaGraph,
  at: { name: string; depth: number },
): Partial<XmlNode> {
  if (at.depth >= MAX_DEPTH) return {};
  const items = schema['items'];
  if (items !== undefined) return { items: xmlNode(items as JsonSchema, graph, at.name, at.depth + 1) };
  if (!isSchemaObject(schema['properties'])) return {};
  const properties = Object.entries(schema['properties']).map(([key, value]): [string, XmlNode] => [
    key,
    xmlNode(value as JsonSchema, graph, key, at.depth + 1),
  ]);
  return { properties: Object.fromEntries(properties) };
}
