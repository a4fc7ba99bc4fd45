/** Any JSON value (RFC 8259). */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * JSON Schema 2020-12, as plain data; `true` and `false` are schemas too.
 * Inside an {@link ApiDescription} every `$ref` reads `#/schemas/<key>` and leads into {@link ApiDescription.schemas}.
 */
export type JsonSchema = boolean | JsonSchemaObject;

export interface JsonSchemaObject {
  readonly [keyword: string]: JsonValue;
}

/** `x-…` members of an object, as they stand in the document. */
export type Extensions = Readonly<Record<string, JsonValue>>;
