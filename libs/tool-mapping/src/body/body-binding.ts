import type { JsonSchema, JsonSchemaObject, MediaType, RequestBody } from '#lib/api-description';
import type { BodyBinding, BodyCodec, BodyVariant } from '#lib/server-runtime';
import { isSchemaObject, type SchemaGraph } from '../schema/graph.js';
import { codecOf, CODEC_ORDER, sequenceCodecOf } from './codec.js';
import { isBinary, isBinaryType, isUnnamedPart, propertyBindings } from './property-bindings.js';
import { xmlNode } from './xml-node.js';

/** One way to write a body, with the schema of what the model gives. */
export interface BodyChoice {
  readonly variant: BodyVariant;
  /** Still with references into the description. */
  readonly schema: JsonSchema;
}

/**
 * The ways of writing a body that differ in what a model can say. Media types that carry the same
 * value (JSON, form and XML of one schema) count once, as the first in {@link CODEC_ORDER}.
 */
export function bodyChoices(body: RequestBody, graph: SchemaGraph): BodyChoice[] {
  const ranked = body.content
    .map((media) => ({ media, codec: codecFor(media, graph) }))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const chosen: { choice: BodyChoice; key: string }[] = [];
  for (const { media, codec } of ranked) {
    const key = valueKey(media, codec, graph);
    if (chosen.some((other) => other.key === key)) continue;
    chosen.push({
      key,
      choice: { variant: variantOf(media, codec, graph), schema: inputSchema(media, codec, graph) },
    });
  }
  return chosen.map(({ choice }) => choice);
}

/** A type that is written as JSON for want of another form comes after what is JSON by name. */
function rankOf({ media, codec }: { media: MediaType; codec: BodyCodec }): number {
  return Math.max(CODEC_ORDER.indexOf(codec), CODEC_ORDER.indexOf(codecOf(media.contentType)));
}

function codecFor(media: MediaType, graph: SchemaGraph): BodyCodec {
  const sequence = media.itemSchema === undefined ? undefined : sequenceCodecOf(media.contentType);
  return sequence ?? valueCodecFor(media, graph);
}

/** A wildcard whose schema is a file is a file; JSON of a file is not. An object has no other form than JSON. */
function valueCodecFor(media: MediaType, graph: SchemaGraph): BodyCodec {
  const codec = codecOf(media.contentType);
  const wildcard = media.contentType.includes('*');
  if (codec === 'binary' && media.schema !== undefined) {
    const schema = graph.resolve(media.schema);
    if (isStructured(schema)) return 'json';
    if (isPlainText(schema) && !isBinaryType(media.contentType)) return 'text';
  }
  return codec === 'json' && wildcard && media.schema !== undefined && isBinary(graph.resolve(media.schema))
    ? 'binary'
    : codec;
}

function valueKey(media: MediaType, codec: BodyCodec, graph: SchemaGraph): string {
  // A file or text type beside JSON of the same object (Swagger's `consumes`) is no other value.
  const structured = media.schema !== undefined && isStructured(graph.resolve(media.schema));
  if ((codec === 'text' || codec === 'binary') && !structured) return codec;
  const files = codec === 'multipart' && hasBinaryPart(media, graph);
  return `${files ? 'files' : 'value'} ${JSON.stringify(valueSchema(media, codec))}`;
}

/** A string that is neither a file nor encoded bytes: `application/sdp` and its like. */
function isPlainText(schema: JsonSchema): boolean {
  if (!isSchemaObject(schema) || schema['type'] !== 'string' || isBinary(schema)) return false;
  return schema['format'] !== 'byte' && schema['contentEncoding'] === undefined;
}

function isStructured(schema: JsonSchema): boolean {
  if (!isSchemaObject(schema)) return false;
  return (
    'properties' in schema || 'allOf' in schema || schema['type'] === 'object' || schema['type'] === 'array'
  );
}

function hasBinaryPart(media: MediaType, graph: SchemaGraph): boolean {
  return Object.values(propertyBindings(media, 'multipart', graph)).some(
    (binding) => binding.binary === true,
  );
}

function variantOf(media: MediaType, codec: BodyCodec, graph: SchemaGraph): BodyVariant {
  const contentType = concreteType(media.contentType, codec);
  if (codec === 'form' || codec === 'multipart')
    return { contentType, codec, properties: propertyBindings(media, codec, graph) };
  if (codec === 'xml') return { contentType, codec, xml: xmlNode(media.schema ?? true, graph) };
  return { contentType, codec };
}

/** What is sent where the description leaves the type open. */
function concreteType(contentType: string, codec: BodyCodec): string {
  if (!contentType.includes('*')) return contentType;
  if (codec === 'json') return 'application/json';
  return codec === 'text' ? 'text/plain' : 'application/octet-stream';
}

function inputSchema(media: MediaType, codec: BodyCodec, graph: SchemaGraph): JsonSchema {
  if (codec === 'text') return described(media, graph, { type: 'string' });
  if (codec === 'binary') return described(media, graph, { type: 'string', contentEncoding: 'base64' });
  const schema = valueSchema(media, codec);
  return codec === 'multipart' ? withBase64Parts(media, schema, graph) : schema;
}

/** A sequence is given as the list of its items. */
function valueSchema({ schema = true, itemSchema = true }: MediaType, codec: BodyCodec): JsonSchema {
  return codec === 'jsonLines' || codec === 'jsonSequence' ? { type: 'array', items: itemSchema } : schema;
}

function described(media: MediaType, graph: SchemaGraph, schema: JsonSchemaObject): JsonSchemaObject {
  const target = media.schema === undefined ? undefined : graph.resolve(media.schema);
  const description = isSchemaObject(target) ? target['description'] : undefined;
  return description === undefined ? schema : { ...schema, description };
}

/** File parts are given as base64, since JSON holds no bytes. */
function withBase64Parts(media: MediaType, schema: JsonSchema, graph: SchemaGraph): JsonSchema {
  const bindings = propertyBindings(media, 'multipart', graph);
  if (isUnnamedPart(media, graph))
    return Object.values(bindings).some(({ binary }) => binary === true)
      ? base64Schema(schema, graph)
      : schema;
  const resolved = graph.resolve(schema);
  if (!isSchemaObject(resolved) || !isSchemaObject(resolved['properties'])) return schema;
  const properties = Object.fromEntries(
    Object.entries(resolved['properties']).map(([name, part]) => [
      name,
      Object.hasOwn(bindings, name) && bindings[name]?.binary === true
        ? base64Schema(part as JsonSchema, graph)
        : part,
    ]),
  );
  return { ...resolved, properties };
}

function base64Schema(schema: JsonSchema, graph: SchemaGraph): JsonSchemaObject {
  const resolved = graph.resolve(schema);
  const part: JsonSchemaObject = isSchemaObject(resolved) ? resolved : {};
  if (part['type'] === 'array') return { ...part, items: { type: 'string', contentEncoding: 'base64' } };
  const description = part['description'];
  return { type: 'string', contentEncoding: 'base64', ...(description === undefined ? {} : { description }) };
}

export function bodyBinding(
  argument: string,
  body: RequestBody,
  variants: readonly BodyVariant[],
  contentTypeArgument: string | undefined,
): BodyBinding {
  return {
    argument,
    required: body.required,
    variants,
    ...(contentTypeArgument === undefined ? {} : { contentTypeArgument }),
  };
}
