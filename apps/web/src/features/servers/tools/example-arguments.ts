const DEPTH = 6;

interface Schema {
  readonly [keyword: string]: unknown;
}

const FORMATS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    date: '2026-01-31',
    'date-time': '2026-01-31T12:00:00Z',
    email: 'someone@example.com',
    uri: 'https://example.com/',
    uuid: '00000000-0000-4000-8000-000000000000',
  }),
);

/**
 * Arguments of the right shape: what the schema gives as example, default or choice, else what fits its type.
 * Of objects the required properties, or all where none is.
 *
 * @param schema JSON Schema 2020-12; references are followed within it
 */
export function exampleOf(schema: object): object {
  const value = make(schema as Schema, schema as Schema, 0);
  return typeof value === 'object' && value !== null ? value : {};
}

function make(schema: Schema, root: Schema, depth: number): unknown {
  const given = givenBy(schema);
  if (given !== undefined) return given;
  if (typeof schema['$ref'] === 'string' && depth < DEPTH)
    return make(refer(schema['$ref'], root), root, depth + 1);
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const [first] = list(schema[keyword]);
    if (first !== undefined && schema['properties'] === undefined && depth < DEPTH)
      return make(first as Schema, root, depth + 1);
  }
  return ofType(schema, root, depth);
}

function givenBy(schema: Schema): unknown {
  const [example] = list(schema['examples']);
  const [choice] = list(schema['enum']);
  return [example, schema['default'], schema['const'], choice].find((value) => value !== undefined);
}

function ofType(schema: Schema, root: Schema, depth: number): unknown {
  const type = list(schema['type'])[0] ?? schema['type'];
  const makeIt = schema['properties'] === undefined ? (BY_TYPE.get(type) ?? ofText) : ofObject;
  return makeIt(schema, root, depth);
}

type Make = typeof make;

/** Of a type that is not here, or none, a text. */
const BY_TYPE: ReadonlyMap<unknown, Make> = new Map<unknown, Make>([
  ['object', ofObject],
  ['array', ofArray],
  ['integer', ofNumber],
  ['number', ofNumber],
  ['boolean', () => true],
  ['null', () => null],
]);

function ofText({ format }: Schema): unknown {
  return FORMATS.get(String(format)) ?? 'text';
}

function ofNumber({ minimum }: Schema): unknown {
  return minimum ?? 1;
}

function ofArray({ items }: Schema, root: Schema, depth: number): unknown {
  return depth < DEPTH && isSchema(items) ? [make(items, root, depth + 1)] : [];
}

function ofObject(schema: Schema, root: Schema, depth: number): object {
  if (depth >= DEPTH) return {};
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = list(schema['required']) as string[];
  const names = required.length > 0 ? required : Object.keys(properties);
  return Object.fromEntries(
    names.flatMap((name) => {
      const property = properties[name];
      return isSchema(property) ? [[name, make(property, root, depth + 1)]] : [];
    }),
  );
}

/** A JSON Pointer within the document (RFC 6901); what leads nowhere allows all. */
function refer(reference: string, root: Schema): Schema {
  let place: unknown = root;
  for (const part of reference.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    place = isSchema(place) ? place[name] : undefined;
  }
  return isSchema(place) && place !== root ? place : {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
