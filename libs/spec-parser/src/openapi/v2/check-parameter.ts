import { isObject, member } from '../../json.js';
import type { ReadContext, Spot } from '../context.js';

const PRIMITIVES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array']);
const PLACES: ReadonlySet<unknown> = new Set(['path', 'query', 'header', 'body', 'formData']);

interface Fields {
  readonly place: unknown;
  readonly type: unknown;
  readonly format: unknown;
  readonly schema: unknown;
}

interface Rule {
  readonly field: string;
  readonly reason: string;
  broken(fields: Fields): boolean;
}

const isForm = (place: unknown) => place === 'formData';

const RULES: readonly Rule[] = [
  {
    field: 'in',
    reason: 'a parameter stands in path, query, header, body or formData',
    broken: ({ place }) => !PLACES.has(place),
  },
  {
    field: 'schema',
    reason: 'a body parameter needs a schema',
    broken: ({ place, schema }) => place === 'body' && schema === undefined,
  },
  {
    field: 'schema',
    reason: 'a file is sent as a formData parameter',
    broken: ({ place, schema }) => place === 'body' && member(schema, 'type') === 'file',
  },
  {
    field: 'type',
    reason: 'only formData parameters can be files',
    broken: ({ place, type }) => type === 'file' && !isForm(place),
  },
  {
    field: 'type',
    reason: 'the type must be string, number, integer, boolean or array',
    broken: ({ place, type }) => place !== 'body' && !PRIMITIVES.has(type ?? 'string') && type !== 'file',
  },
  {
    field: 'collectionFormat',
    reason: '"multi" is for query and formData only',
    broken: ({ place, format }) => format === 'multi' && place !== 'query' && !isForm(place),
  },
];

/** Notes what the specification refuses of a parameter but what can be read all the same (2.0, "Parameter Object"). */
export function checkParameter(context: ReadContext, spot: Spot): void {
  const fields: Fields = {
    place: member(spot.value, 'in'),
    type: member(spot.value, 'type'),
    format: member(spot.value, 'collectionFormat'),
    schema: member(spot.value, 'schema'),
  };
  for (const { field, reason, broken } of RULES) {
    if (broken(fields)) noteInvalid(context, context.child(spot, field), reason);
  }
}

/** Headers of an answer have a primitive type (2.0, "Header Object"). */
export function checkHeaders(context: ReadContext, response: Spot): void {
  const headers = context.child(response, 'headers');
  if (!isObject(headers.value)) return;
  for (const name of Object.keys(headers.value)) {
    const type = context.child(context.child(headers, name), 'type');
    if (!PRIMITIVES.has(type.value))
      noteInvalid(context, type, "a header's type must be string, number, integer, boolean or array");
  }
}

function noteInvalid(context: ReadContext, spot: Spot, reason: string): void {
  context.findings.add(
    {
      code: 'spec/field-invalid',
      severity: 'warning',
      message: `This is not as Swagger 2.0 has it: ${reason}.`,
      fix: 'Correct the field.',
    },
    spot.place,
  );
}
