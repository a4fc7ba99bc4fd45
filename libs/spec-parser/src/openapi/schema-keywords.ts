import type { JsonValue } from '#lib/api-description';
import { asArray, entries, isObject, member, type JsonObject } from '../json.js';
import { schemaRef, type ReadContext, type Spot } from './context.js';
import { usablePattern } from './usable-pattern.js';

export interface KeywordTarget {
  readonly draft: Record<string, JsonValue>;
  readonly keyword: string;
  /** The schema that the keyword stands in. */
  readonly source: JsonObject;
}

type Convert = (context: ReadContext, spot: Spot, target: KeywordTarget) => void;

const NUMBERS = ['maximum', 'minimum'];
const POSITIVE = ['multipleOf'];
const COUNTS = [
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
  'minContains',
  'maxContains',
];
const FLAGS = ['readOnly', 'writeOnly', 'deprecated', 'uniqueItems'];
const TEXTS = ['title', 'description', 'format', 'contentEncoding', 'contentMediaType'];
const AS_IT_IS = ['default', 'const', 'xml'];

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

/** Names of other languages for JSON's types. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: 'integer',
  int32: 'integer',
  int64: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
  decimal: 'number',
  bool: 'boolean',
  str: 'string',
  text: 'string',
  uuid: 'string',
  date: 'string',
  datetime: 'string',
  'date-time': 'string',
  list: 'array',
  map: 'object',
  dict: 'object',
};

const CONVERTERS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ...NUMBERS.map((name): [string, Convert] => [name, (c, s, t) => keep(c, s, t, toNumber(s.value))]),
  ...POSITIVE.map((name): [string, Convert] => [
    name,
    (c, s, t) => keep(c, s, t, positive(toNumber(s.value))),
  ]),
  ...COUNTS.map((name): [string, Convert] => [name, (c, s, t) => keep(c, s, t, count(toNumber(s.value)))]),
  ...FLAGS.map((name): [string, Convert] => [name, (c, s, t) => keep(c, s, t, toBoolean(s.value))]),
  ...TEXTS.map((name): [string, Convert] => [name, (c, s, t) => keep(c, s, t, toText(s.value))]),
  ...AS_IT_IS.map((name): [string, Convert] => [
    name,
    (_c, s, t) => void (t.draft[name] = s.value as JsonValue),
  ]),
  ['type', convertType],
  ['enum', convertEnum],
  ['required', convertRequired],
  ['pattern', convertPattern],
  ['exclusiveMinimum', (c, s, t) => convertExclusive(c, s, t, 'minimum')],
  ['exclusiveMaximum', (c, s, t) => convertExclusive(c, s, t, 'maximum')],
  ['example', (_c, s, t) => void (t.draft['examples'] ??= [s.value as JsonValue])],
  [
    'examples',
    (_c, s, t) => void (Array.isArray(s.value) ? (t.draft['examples'] = s.value as JsonValue) : undefined),
  ],
  [
    'dependentRequired',
    (_c, s, t) =>
      void (isObject(s.value) ? (t.draft['dependentRequired'] = s.value as JsonValue) : undefined),
  ],
  ['discriminator', convertDiscriminator],
]);

/** Converts one keyword that holds no schema. Unknown ones, extensions among them, are left out. */
export function convertKeyword(context: ReadContext, spot: Spot, target: KeywordTarget): void {
  CONVERTERS.get(target.keyword)?.(context, spot, target);
}

function keep(
  context: ReadContext,
  spot: Spot,
  { draft, keyword }: KeywordTarget,
  value: JsonValue | undefined,
): void {
  if (value === undefined) dropped(context, spot, keyword);
  else draft[keyword] = value;
}

function dropped(context: ReadContext, spot: Spot, keyword: string): void {
  const shown = (JSON.stringify(spot.value) ?? 'nothing').slice(0, 80);
  context.findings.add(
    {
      code: 'spec/schema-keyword',
      severity: 'warning',
      message: `"${keyword}" cannot be ${shown}; it was left out.`,
      fix: 'Correct the value, or remove it.',
    },
    spot.place,
  );
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function count(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? Math.floor(value) : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  if (value === 'true') return true;
  if (value === 'false') return false;
  return typeof value === 'boolean' ? value : undefined;
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function convertType(context: ReadContext, spot: Spot, target: KeywordTarget): void {
  const { value } = spot;
  if (value === 'file') {
    target.draft['type'] = 'string';
    target.draft['format'] = 'binary';
    return;
  }
  const names = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : asArray(value);
  const known = names.map((name) =>
    typeof name === 'string' ? (TYPE_NAMES[name.toLowerCase()] ?? name.toLowerCase()) : '',
  );
  const types = [...new Set(known)].filter((name) => TYPES.has(name));
  if (types.length === 0 || known.some((name) => !TYPES.has(name))) {
    if (value !== 'any') dropped(context, spot, 'type');
    return;
  }
  const [only] = types;
  target.draft['type'] = types.length === 1 && only !== undefined ? only : types;
}

function convertEnum(context: ReadContext, spot: Spot, { draft, keyword }: KeywordTarget): void {
  const seen = new Map<string, JsonValue>();
  for (const value of asArray(spot.value)) seen.set(JSON.stringify(value), value as JsonValue);
  if (seen.size === 0) dropped(context, spot, keyword);
  else draft['enum'] = [...seen.values()];
}

/** A boolean here is a habit from the days before draft 4; it says nothing in an object's list. */
function convertRequired(_context: ReadContext, spot: Spot, { draft }: KeywordTarget): void {
  const names = [...new Set(asArray(spot.value))].filter((name) => typeof name === 'string');
  if (names.length > 0) draft['required'] = names;
}

function convertPattern(context: ReadContext, spot: Spot, { draft }: KeywordTarget): void {
  const pattern = usablePattern(context, spot, spot.value);
  if (pattern !== undefined) draft['pattern'] = pattern;
}

/** Boolean in 2.0 and 3.0 (draft 4), a number since draft 6. */
function convertExclusive(
  context: ReadContext,
  spot: Spot,
  target: KeywordTarget,
  bound: 'minimum' | 'maximum',
): void {
  if (typeof spot.value !== 'boolean') {
    keep(context, spot, target, toNumber(spot.value));
    return;
  }
  if (!spot.value) return;
  const limit = toNumber(target.source[bound]);
  if (limit === undefined) return;
  target.draft[target.keyword] = limit;
}

/** The mapping's values are references or bare schema names. */
function convertDiscriminator(context: ReadContext, spot: Spot, { draft }: KeywordTarget): void {
  if (typeof spot.value === 'string') {
    draft['discriminator'] = { propertyName: spot.value };
    return;
  }
  const propertyName = member(spot.value, 'propertyName');
  if (typeof propertyName !== 'string') return;
  const mapping: Record<string, string> = {};
  for (const [value, name] of entries(member(spot.value, 'mapping'))) {
    if (typeof name !== 'string') continue;
    const target = context.absolute(/[#./]/.test(name) ? name : `#/components/schemas/${name}`, spot.uri);
    const key = target === undefined ? undefined : context.schemas.keyOf(target);
    if (key !== undefined) mapping[value] = schemaRef(key);
  }
  draft['discriminator'] = Object.keys(mapping).length > 0 ? { propertyName, mapping } : { propertyName };
}
