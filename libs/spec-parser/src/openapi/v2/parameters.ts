import type { JsonSchema, Parameter, ParameterStyle } from '#lib/api-description';
import { asText, compact, member } from '../../json.js';
import { SkipOperation } from '../build.js';
import type { ReadContext, Spot } from '../context.js';
import { isPlace, listed, noteOptionalPath } from '../parameters.js';
import { convertSchema } from '../schema.js';
import { checkParameter } from './check-parameter.js';

/** Parameter Objects of one level with their references followed. */
export function resolveParameters(context: ReadContext, list: Spot): Spot[] {
  return listed(context, list).map((item) => {
    const spot = context.follow(item);
    if (spot === undefined)
      throw new SkipOperation(
        'spec/unresolved-ref',
        'one of its parameters is a reference that leads nowhere',
      );
    checkParameter(context, spot);
    noteOptionalPath(context, spot);
    return spot;
  });
}

/** Those that are not part of a body. */
export function readPlainParameters(context: ReadContext, spots: readonly Spot[]): Parameter[] {
  return spots.flatMap((spot) => {
    const place = member(spot.value, 'in');
    const name = asText(member(spot.value, 'name'));
    if (place === 'body' || place === 'formData') return [];
    if (!isPlace(place) || name === undefined) {
      context.findings.add(
        {
          code: 'spec/parameter-invalid',
          severity: 'error',
          message: 'A parameter has no name, or stands at no known place; it was left out.',
          fix: 'Give it "name" and "in" (path, query, header, body or formData).',
        },
        spot.place,
      );
      return [];
    }
    const layout = layoutOf(member(spot.value, 'collectionFormat'), place === 'query');
    return [
      compact({
        in: place,
        name,
        required: place === 'path' || member(spot.value, 'required') === true,
        deprecated: member(spot.value, 'deprecated') === true,
        description: asText(member(spot.value, 'description')),
        schema: itemsSchema(context, spot),
        ...layout,
        allowReserved: false,
        allowEmptyValue: member(spot.value, 'allowEmptyValue') === true,
        example: member(spot.value, 'x-example') as Parameter['example'],
      }) as Parameter,
    ];
  });
}

const FORMATS: ReadonlyMap<unknown, ParameterStyle> = new Map([
  ['ssv', 'spaceDelimited'],
  ['tsv', 'tabDelimited'],
  ['pipes', 'pipeDelimited'],
]);

/** `collectionFormat` as style and explode; comma-separated unless told otherwise. */
export function layoutOf(format: unknown, inQuery: boolean): { style: ParameterStyle; explode: boolean } {
  if (format === 'multi') return { style: 'form', explode: true };
  return { style: FORMATS.get(format) ?? (inQuery ? 'form' : 'simple'), explode: false };
}

/** The schema fields of a non-body parameter ("Items Object"), without those that belong to the parameter. */
export function itemsSchema(context: ReadContext, spot: Spot): JsonSchema {
  const {
    name: _name,
    in: _in,
    required: _required,
    description: _description,
    collectionFormat: _format,
    schema,
    ...fields
  } = spot.value as Record<string, unknown>;
  if (schema !== undefined) return convertSchema(context, context.child(spot, 'schema'));
  return convertSchema(context, { ...spot, value: fields });
}
