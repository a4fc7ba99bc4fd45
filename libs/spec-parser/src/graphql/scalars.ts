import type { GraphQLScalarType } from 'graphql';
import type { JsonSchemaObject } from '#lib/api-description';
import { member } from '../json.js';

/** The scalars of the specification. */
const SPECIFIED: Readonly<Record<string, JsonSchemaObject>> = {
  Int: { type: 'integer' },
  Float: { type: 'number' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  ID: { type: 'string' },
};

const DATE_TIME = { type: 'string', format: 'date-time' };
const URI = { type: 'string', format: 'uri' };
const EMAIL = { type: 'string', format: 'email' };
const UUID = { type: 'string', format: 'uuid' };
const TEXT = { type: 'string' };
const INTEGER = { type: 'integer' };
/** Whole numbers that JSON numbers of many programs do not hold. */
const LONG = { type: ['integer', 'string'] };
const DECIMAL = { type: ['string', 'number'] };
const OBJECT = { type: 'object' };
/** A file: taken out of the variables and sent as a part of its own. */
const UPLOAD = {
  type: 'object',
  properties: {
    data: { type: 'string', contentEncoding: 'base64' },
    filename: { type: 'string' },
    contentType: { type: 'string' },
  },
  required: ['data'],
  additionalProperties: false,
};

/** Custom scalars by lower-case name: those in wide use whose values are written alike everywhere. */
const KNOWN: Readonly<Record<string, JsonSchemaObject>> = {
  datetime: DATE_TIME,
  datetimeiso: DATE_TIME,
  isodatetime: DATE_TIME,
  offsetdatetime: DATE_TIME,
  date: { type: 'string', format: 'date' },
  localdate: { type: 'string', format: 'date' },
  isodate: { type: 'string', format: 'date' },
  timestamp: { description: 'A point in time' },
  timestamptz: { type: 'string', description: 'A point in time, as ISO 8601' },
  time: { type: 'string', description: 'A time of day' },
  localtime: { type: 'string', description: 'A time of day' },
  localdatetime: { type: 'string', description: 'Date and time without zone, as ISO 8601' },
  duration: { type: 'string', description: 'A duration, as ISO 8601' },
  json: { description: 'Any JSON' },
  jsonb: { description: 'Any JSON' },
  any: { description: 'Any JSON' },
  jsonobject: OBJECT,
  object: OBJECT,
  map: OBJECT,
  uuid: UUID,
  guid: UUID,
  long: LONG,
  bigint: LONG,
  int64: LONG,
  uint64: LONG,
  unsignedint64: LONG,
  byte: INTEGER,
  short: INTEGER,
  smallint: INTEGER,
  safeint: INTEGER,
  unsignedint: INTEGER,
  nonnegativeint: { type: 'integer', minimum: 0 },
  positiveint: { type: 'integer', minimum: 1 },
  double: { type: 'number' },
  float8: { type: 'number' },
  nonnegativefloat: { type: 'number', minimum: 0 },
  decimal: DECIMAL,
  bigdecimal: DECIMAL,
  numeric: DECIMAL,
  money: DECIMAL,
  url: URI,
  uri: URI,
  email: EMAIL,
  emailaddress: EMAIL,
  upload: UPLOAD,
  html: TEXT,
  markdown: TEXT,
  nonemptystring: { type: 'string', minLength: 1 },
  char: { type: 'string', minLength: 1, maxLength: 1 },
  base64string: { type: 'string', contentEncoding: 'base64' },
  void: { type: 'null' },
};

/** What `@specifiedBy` names (https://scalars.graphql.org), for scalars with names of their own. */
const SPECIFICATIONS: readonly (readonly [RegExp, JsonSchemaObject])[] = [
  [/rfc3339|\/date-?time/i, DATE_TIME],
  [/rfc4122|rfc9562|\/uuid/i, UUID],
  [/rfc3986|\/url/i, URI],
  [/rfc5322|\/email/i, EMAIL],
];

/** The schema of a scalar: the person's own word first, then the table, else any value with the scalar's description. */
export function scalarSchema(
  scalar: GraphQLScalarType,
  own: Readonly<Record<string, JsonSchemaObject>>,
): JsonSchemaObject {
  const known =
    member(own, scalar.name) ??
    member(SPECIFIED, scalar.name) ??
    member(KNOWN, scalar.name.toLowerCase()) ??
    SPECIFICATIONS.find(([pattern]) => pattern.test(scalar.specifiedByURL ?? ''))?.[1];
  const description = scalar.description?.trim() || `A ${scalar.name}`;
  return (known as JsonSchemaObject | undefined) ?? { description };
}

/** Whether values of this scalar are files. */
export function isUpload(
  scalar: GraphQLScalarType,
  own: Readonly<Record<string, JsonSchemaObject>>,
): boolean {
  return scalar.name === 'Upload' && !Object.hasOwn(own, 'Upload');
}
