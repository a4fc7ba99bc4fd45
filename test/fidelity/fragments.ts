type JsonObject = Readonly<Record<string, unknown>>;

/** Short ways to write fragments of OpenAPI 3; each gives the object that the specification names. */

const parameter =
  (place: string) =>
  (name: string, schema: JsonObject, more: JsonObject = {}): JsonObject => ({
    name,
    in: place,
    schema,
    ...(place === 'path' ? { required: true } : {}),
    ...more,
  });

/** Parameter Objects. */
export const inPath = parameter('path');
export const inQuery = parameter('query');
export const inHeader = parameter('header');
export const inCookie = parameter('cookie');

/** An Operation Object with these parameters. */
export function taking(...parameters: readonly JsonObject[]): JsonObject {
  return { parameters };
}

/** An Operation Object with a required body of one media type. */
export function sending(contentType: string, schema: JsonObject, media: JsonObject = {}): JsonObject {
  return { requestBody: { required: true, content: { [contentType]: { schema, ...media } } } };
}

/** An Operation Object whose good answer has this media type. */
export function answering(contentType: string): JsonObject {
  return { responses: { '200': { description: 'Done.', content: { [contentType]: {} } } } };
}

export const text = { type: 'string' };
export const whole = { type: 'integer' };
export const flag = { type: 'boolean' };

export function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

export function objectOf(properties: Readonly<Record<string, JsonObject>>): JsonObject {
  return { type: 'object', properties };
}

/** The object of OpenAPI's table of style examples. */
export const rgb = objectOf({ R: whole, G: whole, B: whole });
