import type { JsonSchema, Parameter } from '#lib/api-description';
import { asText, compact, entries, member } from '../../json.js';
import { SkipOperation } from '../build.js';
import type { ReadContext, Spot } from '../context.js';
import { isPlace, listed, noteOptionalPath } from '../parameters.js';
import { convertSchema } from '../schema.js';
import { exampleOf } from './content.js';
import { DEFAULT_STYLE, explodesByDefault, readStyle } from './style.js';

/** Reads a list of Parameter Objects or references to them. */
export function readParameters(context: ReadContext, list: Spot): Parameter[] {
  return listed(context, list).flatMap((spot) => {
    const parameter = readParameter(context, spot);
    return parameter === undefined ? [] : [parameter];
  });
}

function readParameter(context: ReadContext, spot: Spot): Parameter | undefined {
  const found = context.follow(spot);
  if (found === undefined)
    throw new SkipOperation('spec/unresolved-ref', 'one of its parameters is a reference that leads nowhere');
  const place = member(found.value, 'in');
  const name = member(found.value, 'name');
  if (!isPlace(place) || typeof name !== 'string' || name === '') {
    context.findings.add(
      {
        code: 'spec/parameter-invalid',
        severity: 'error',
        message: 'A parameter has no name, or stands at no known place; it was left out.',
        fix: 'Give it "name" and "in" (path, query, header or cookie).',
      },
      found.place,
    );
    return undefined;
  }
  noteOptionalPath(context, found);
  const style = readStyle(member(found.value, 'style')) ?? DEFAULT_STYLE[place];
  const explode = member(found.value, 'explode');
  const { schema, contentType } = readValue(context, found);
  return compact({
    in: place,
    name,
    required: place === 'path' || member(found.value, 'required') === true,
    deprecated: member(found.value, 'deprecated') === true,
    description: asText(member(found.value, 'description')),
    schema,
    style,
    explode: typeof explode === 'boolean' ? explode : explodesByDefault(style),
    allowReserved: member(found.value, 'allowReserved') === true,
    allowEmptyValue: member(found.value, 'allowEmptyValue') === true,
    contentType,
    example: exampleOf(context, found),
  }) as Parameter;
}

function readValue(context: ReadContext, spot: Spot): { schema: JsonSchema; contentType?: string } {
  const schema = context.child(spot, 'schema');
  if (schema.value !== undefined) return { schema: convertSchema(context, schema) };
  const content = context.child(spot, 'content');
  const [first] = entries(content.value);
  if (first === undefined) return { schema: { type: 'string' } };
  const media = context.follow(context.child(content, first[0]));
  const inner = media === undefined ? undefined : context.child(media, 'schema');
  return {
    contentType: first[0].trim().toLowerCase(),
    schema: inner?.value === undefined ? true : convertSchema(context, inner),
  };
}
