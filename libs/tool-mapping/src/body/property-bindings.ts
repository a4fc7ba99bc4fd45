import type { JsonSchema, MediaType, PropertyEncoding } from '#lib/api-description';
import type { BodyPropertyBinding } from '#lib/server-runtime';
import { isSchemaObject, type SchemaGraph } from '../schema/graph.js';

/** Parts of parts followed. */
const MAX_ALL_OF = 8;

/**
 * How each property of a form or multipart body is written: its `encoding`, else OpenAPI's defaults.
 * Properties that follow the defaults of the runtime have no entry.
 */
export function propertyBindings(
  media: MediaType,
  codec: 'form' | 'multipart',
  graph: SchemaGraph,
): Record<string, BodyPropertyBinding> {
  if (codec === 'multipart' && isUnnamedPart(media, graph))
    return { [ONLY_PART]: partBinding(undefined, graph.resolve(media.schema ?? true), graph) };
  const properties = propertiesOf(media.schema ?? true, graph);
  const names = new Set([...properties.keys(), ...Object.keys(media.encoding)]);
  const bindings: [string, BodyPropertyBinding][] = [];
  for (const name of [...names].toSorted()) {
    const encoding = Object.hasOwn(media.encoding, name) ? media.encoding[name] : undefined;
    const binding =
      codec === 'form'
        ? formBinding(encoding)
        : partBinding(encoding, graph.resolve(properties.get(name) ?? true), graph);
    if (Object.keys(binding).length > 0) bindings.push([name, binding]);
  }
  return Object.fromEntries(bindings);
}

/** As the runtime names the part of a multipart body that is no object. */
const ONLY_PART = 'file';

/** Some authors describe a multipart body as the file itself, or a list of files. */
export function isUnnamedPart(media: MediaType, graph: SchemaGraph): boolean {
  const schema = graph.resolve(media.schema ?? true);
  return isSchemaObject(schema) && (schema['type'] === 'string' || schema['type'] === 'array');
}

/** Properties of a schema and of the parts of its `allOf`, each part once; the schema's own win. */
export function propertiesOf(schema: JsonSchema, graph: SchemaGraph): Map<string, JsonSchema> {
  const properties = new Map<string, JsonSchema>();
  const seen = new Set<JsonSchema>();
  const add = (part: JsonSchema, depth: number): void => {
    const resolved = graph.resolve(part);
    if (!isSchemaObject(resolved) || depth > MAX_ALL_OF || seen.has(resolved)) return;
    seen.add(resolved);
    const parts = Array.isArray(resolved['allOf']) ? (resolved['allOf'] as readonly JsonSchema[]) : [];
    for (const inner of parts) add(inner, depth + 1);
    if (!isSchemaObject(resolved['properties'])) return;
    for (const [name, property] of Object.entries(resolved['properties']))
      properties.set(name, property as JsonSchema);
  };
  add(schema, 0);
  return properties;
}

function formBinding(encoding: PropertyEncoding | undefined): BodyPropertyBinding {
  if (encoding === undefined) return {};
  const { contentType, style, explode, allowReserved } = encoding;
  // A content type counts only where no style says otherwise (OpenAPI "Encoding Object").
  const styled = style !== undefined || explode !== undefined || allowReserved !== undefined;
  return {
    ...(contentType === undefined || styled ? {} : { contentType }),
    ...(style === undefined ? {} : { style }),
    ...(explode === undefined ? {} : { explode }),
    ...(allowReserved === undefined ? {} : { allowReserved }),
  };
}

function partBinding(
  encoding: PropertyEncoding | undefined,
  schema: JsonSchema,
  graph: SchemaGraph,
): BodyPropertyBinding {
  const binary = isBinary(itemOf(schema, graph)) || isBinaryType(encoding?.contentType);
  const layout = binary ? { ...typeOf(encoding), binary } : (joinedStyle(encoding) ?? typeOf(encoding));
  return {
    ...layout,
    ...fixedHeaders(encoding?.headers),
  };
}

/** The first of the types that the description names, unless it leaves it open. */
function typeOf(encoding: PropertyEncoding | undefined): BodyPropertyBinding {
  const contentType = encoding?.contentType?.split(',')[0]?.trim();
  return contentType === undefined || contentType.includes('*') ? {} : { contentType };
}

/** A list that is not exploded is one part; its style leaves no place for a content type. */
function joinedStyle({ style, explode }: PropertyEncoding = {}): BodyPropertyBinding | undefined {
  if (style === 'deepObject' || (style === undefined && explode === undefined)) return undefined;
  return (explode ?? style === 'form') ? undefined : { style: style ?? 'form', explode: false };
}

/** Headers of a part whose value the description leaves no choice about; a model is not asked for the others. */
function fixedHeaders(headers: PropertyEncoding['headers'] = {}): BodyPropertyBinding {
  const fixed = Object.entries(headers).flatMap(([name, schema]): [string, string][] => {
    const value = fixedValue(schema);
    const sendable = /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\u0020-\u007E]*$/.test(value ?? '');
    return value === undefined || !sendable || /^content-disposition$/i.test(name) ? [] : [[name, value]];
  });
  return fixed.length === 0 ? {} : { headers: Object.fromEntries(fixed) };
}

function fixedValue(schema: JsonSchema): string | undefined {
  if (!isSchemaObject(schema)) return undefined;
  const { const: only, enum: values, default: usual } = schema;
  const value = only ?? (Array.isArray(values) && values.length === 1 ? values[0] : usual);
  return value === undefined || typeof value === 'object' ? undefined : String(value);
}

/** A part may repeat: what counts is the schema of one. */
function itemOf(schema: JsonSchema, graph: SchemaGraph): JsonSchema {
  if (!isSchemaObject(schema) || schema['type'] !== 'array') return schema;
  return graph.resolve((schema['items'] ?? true) as JsonSchema);
}

/** A string of raw bytes: `format: binary`, or a media type without an encoding (JSON Schema 2020-12, section 8). */
export function isBinary(schema: JsonSchema): boolean {
  if (!isSchemaObject(schema)) return false;
  if (schema['format'] === 'binary') return true;
  return isBinaryType(schema['contentMediaType']) && schema['contentEncoding'] === undefined;
}

/** Media types whose content is never text. */
export function isBinaryType(contentType: unknown): boolean {
  return (
    typeof contentType === 'string' &&
    /^(image|audio|video|font)\/|octet-stream|\/(zip|pdf|gzip)\b/.test(contentType)
  );
}
