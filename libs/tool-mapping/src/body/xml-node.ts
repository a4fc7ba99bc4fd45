import type { JsonSchema, JsonSchemaObject } from '#lib/api-description';
import type { XmlNode } from '#lib/server-runtime';
import { isSchemaObject, refKey, type SchemaGraph } from '../schema/graph.js';
import { propertiesOf } from './property-bindings.js';

/** Recursive types are written out this deep; below, names follow the properties. */
const MAX_DEPTH = 12;
/** Nodes of one tree; wide types inside wide types would multiply. */
const MAX_NODES = 5_000;

/** Resolves the `xml` keywords (OpenAPI "XML Object") of a whole schema into one tree. */
export function xmlNode(
  schema: JsonSchema,
  graph: SchemaGraph,
  name = refKey(schema) ?? 'root',
  at: { readonly depth: number; readonly budget: { nodes: number } } = {
    depth: 0,
    budget: { nodes: MAX_NODES },
  },
): XmlNode {
  at.budget.nodes -= 1;
  const object = asObject(graph.resolve(schema));
  const xml = { ...asObject(object['xml']), ...asObject(asObject(schema)['xml']) };
  return {
    name: textOf(xml['name']) ?? name,
    ...optional('namespace', textOf(xml['namespace'])),
    ...optional('prefix', textOf(xml['prefix'])),
    ...nodeType(xml, object),
    // A wrapper lends its name to items that have none; the name of a list without wrapper counts nowhere.
    ...children(object, graph, {
      ...at,
      name: isWrapped(xml, object) ? (textOf(xml['name']) ?? name) : name,
    }),
  };
}

/** `nodeType` (OpenAPI 3.2), or `attribute` and `wrapped`, which it took the place of. */
function nodeType(xml: JsonSchemaObject, schema: JsonSchemaObject): Partial<XmlNode> {
  const type = xml['nodeType'];
  if (type === 'text' || type === 'cdata') return { content: type };
  if (type === 'attribute' || xml['attribute'] === true) return { attribute: true };
  return isWrapped(xml, schema) ? { wrapped: true } : {};
}

function isWrapped(xml: JsonSchemaObject, schema: JsonSchemaObject): boolean {
  return xml['wrapped'] === true || (xml['nodeType'] === 'element' && 'items' in schema);
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
  at: { name: string; depth: number; budget: { nodes: number } },
): Partial<XmlNode> {
  if (at.depth >= MAX_DEPTH || at.budget.nodes <= 0) return {};
  const below = { depth: at.depth + 1, budget: at.budget };
  const items = schema['items'];
  if (items !== undefined) return { items: xmlNode(items as JsonSchema, graph, at.name, below) };
  const properties = [...propertiesOf(schema, graph)].map(([key, value]): [string, XmlNode] => [
    key,
    xmlNode(value, graph, key, below),
  ]);
  return properties.length === 0 ? {} : { properties: Object.fromEntries(properties) };
}
