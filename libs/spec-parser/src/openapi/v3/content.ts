import type {
  ApiResponse,
  JsonSchema,
  JsonValue,
  MediaType,
  ParameterStyle,
  PropertyEncoding,
  RequestBody,
} from '#lib/api-description';
import { asText, compact, entries, isObject, member } from '../../json.js';
import { SkipOperation } from '../build.js';
import { noteStatus } from '../common.js';
import type { ReadContext, Spot } from '../context.js';
import { convertSchema } from '../schema.js';
import { readStyle } from './style.js';

export function readRequestBody(context: ReadContext, spot: Spot): RequestBody | undefined {
  if (spot.value === undefined) return undefined;
  const body = context.follow(spot);
  if (body === undefined)
    throw new SkipOperation('spec/unresolved-ref', 'its request body is a reference that leads nowhere');
  const content = readContent(context, context.child(body, 'content'));
  if (content.length === 0) return undefined;
  return compact({
    required: member(body.value, 'required') === true,
    description: asText(member(body.value, 'description')),
    content,
  }) as RequestBody;
}

export function readResponses(context: ReadContext, spot: Spot): ApiResponse[] {
  const responses: ApiResponse[] = [];
  for (const [status] of entries(spot.value)) {
    if (!/^([1-5](\d\d|XX)|default)$/i.test(status)) {
      noteStatus(context, context.child(spot, status), status);
      continue;
    }
    const response = context.follow(context.child(spot, status));
    if (response === undefined) continue;
    responses.push(
      compact({
        status: status.toLowerCase() === 'default' ? 'default' : status.toUpperCase(),
        description: asText(member(response.value, 'description')),
        content: readContent(context, context.child(response, 'content')),
      }) as ApiResponse,
    );
  }
  return responses;
}

export function readContent(context: ReadContext, spot: Spot): MediaType[] {
  return entries(spot.value).flatMap(([contentType]) => {
    const media = context.follow(context.child(spot, contentType));
    return media === undefined ? [] : [readMediaType(context, media, contentType)];
  });
}

function readMediaType(context: ReadContext, spot: Spot, contentType: string): MediaType {
  return compact({
    contentType: lowerCaseType(contentType),
    schema: schemaAt(context, context.child(spot, 'schema')),
    itemSchema: schemaAt(context, context.child(spot, 'itemSchema')),
    encoding: readEncodings(context, context.child(spot, 'encoding'), contentType),
    example: exampleOf(context, spot),
  }) as MediaType;
}

/** Type and parameter names are case-insensitive, parameter values are not (RFC 9110 section 8.3.1). */
function lowerCaseType(contentType: string): string {
  const [type = '', ...parameters] = contentType.split(';');
  return [type.trim().toLowerCase(), ...parameters.map((parameter) => parameter.trim())].join('; ');
}

function schemaAt(context: ReadContext, spot: Spot): JsonSchema | undefined {
  return spot.value === undefined ? undefined : convertSchema(context, spot);
}

/** `example`, else the first of `examples`. */
export function exampleOf(context: ReadContext, spot: Spot): JsonValue | undefined {
  const own = member(spot.value, 'example');
  if (own !== undefined) return own as JsonValue;
  const [first] = entries(member(spot.value, 'examples'));
  if (first === undefined || !isObject(first[1])) return undefined;
  const example = context.follow(context.child(context.child(spot, 'examples'), first[0]));
  return (member(example?.value, 'dataValue') ?? member(example?.value, 'value')) as JsonValue | undefined;
}

function readEncodings(
  context: ReadContext,
  spot: Spot,
  contentType: string,
): Record<string, PropertyEncoding> {
  // In 3.0 styles are for forms alone; elsewhere they are ignored.
  const styled = context.dialect !== 'openapi-3.0' || /urlencoded/i.test(contentType);
  return Object.fromEntries(
    entries(spot.value)
      .filter(([, encoding]) => isObject(encoding))
      .map(([property]) => [property, readEncoding(context, context.child(spot, property), styled)]),
  );
}

function readEncoding(context: ReadContext, spot: Spot, styled: boolean): PropertyEncoding {
  const { value } = spot;
  const explode = member(value, 'explode');
  const allowReserved = member(value, 'allowReserved');
  return compact({
    contentType: asText(member(value, 'contentType')),
    style: styled ? (readStyle(member(value, 'style')) as ParameterStyle | undefined) : undefined,
    explode: styled && typeof explode === 'boolean' ? explode : undefined,
    allowReserved: typeof allowReserved === 'boolean' ? allowReserved : undefined,
    headers: readPartHeaders(context, context.child(spot, 'headers')),
  }) as PropertyEncoding;
}

function readPartHeaders(context: ReadContext, spot: Spot): Record<string, JsonSchema> | undefined {
  const headers = entries(spot.value).filter(([name]) => name.toLowerCase() !== 'content-type');
  if (headers.length === 0) return undefined;
  return Object.fromEntries(
    headers.map(([name]) => {
      const header = context.follow(context.child(spot, name));
      return [
        name,
        header === undefined ? true : (schemaAt(context, context.child(header, 'schema')) ?? true),
      ];
    }),
  );
}
