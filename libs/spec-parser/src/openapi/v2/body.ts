import type { JsonSchema, JsonSchemaObject, PropertyEncoding, RequestBody } from '#lib/api-description';
import { asText, compact, member } from '../../json.js';
import type { ReadContext, Spot } from '../context.js';
import { convertSchema } from '../schema.js';
import { itemsSchema, layoutOf } from './parameters.js';

const MULTIPART = 'multipart/form-data';
const URLENCODED = 'application/x-www-form-urlencoded';

/** The `body` parameter, or the `formData` ones together, as one request body. */
export function readBody(
  context: ReadContext,
  parameters: readonly Spot[],
  consumes: readonly string[],
): RequestBody | undefined {
  const body = parameters.findLast((spot) => member(spot.value, 'in') === 'body');
  if (body !== undefined) return readWholeBody(context, body, consumes);
  const fields = parameters.filter((spot) => member(spot.value, 'in') === 'formData');
  return fields.length === 0 ? undefined : readForm(context, fields, consumes);
}

function readWholeBody(context: ReadContext, spot: Spot, consumes: readonly string[]): RequestBody {
  const schema = context.child(spot, 'schema');
  const types = consumes.length > 0 ? consumes : ['application/json'];
  const converted = schema.value === undefined ? true : convertSchema(context, schema);
  return compact({
    required: member(spot.value, 'required') === true,
    description: asText(member(spot.value, 'description')),
    content: types.map((contentType) => ({
      contentType: contentType.toLowerCase(),
      schema: converted,
      encoding: {},
    })),
  }) as RequestBody;
}

function readForm(context: ReadContext, fields: readonly Spot[], consumes: readonly string[]): RequestBody {
  const properties: [string, JsonSchema][] = [];
  const encoding: [string, PropertyEncoding][] = [];
  const required: string[] = [];
  for (const spot of fields) {
    const name = asText(member(spot.value, 'name'));
    if (name === undefined) continue;
    properties.push([name, described(itemsSchema(context, spot), asText(member(spot.value, 'description')))]);
    if (member(spot.value, 'required') === true) required.push(name);
    if (member(spot.value, 'type') === 'array')
      encoding.push([name, layoutOf(member(spot.value, 'collectionFormat'), true)]);
  }
  const hasFile = fields.some((spot) => member(spot.value, 'type') === 'file');
  const forms = consumes
    .map((type) => type.toLowerCase())
    .filter((type) => type === MULTIPART || type === URLENCODED);
  const allowed = hasFile ? forms.filter((type) => type === MULTIPART) : forms;
  const types = allowed.length > 0 ? allowed : [hasFile ? MULTIPART : URLENCODED];
  const schema = {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
  } as JsonSchemaObject;
  return {
    required: required.length > 0,
    content: types.map((contentType) => ({ contentType, schema, encoding: Object.fromEntries(encoding) })),
  };
}

function described(schema: JsonSchema, description: string | undefined): JsonSchema {
  if (description === undefined) return schema;
  return typeof schema === 'boolean' ? { description } : { ...schema, description };
}
