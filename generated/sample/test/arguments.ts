import { textFor } from './pattern.js';

type Schema = Readonly<Record<string, unknown>>;

/** Beyond this depth only what is required is filled in, so that recursive schemas end. */
const DEEPEST = 6;

const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  byte: 'YQ==',
};

/** Makes a value that a JSON Schema allows: as small as it may be, all required properties and no others. */
export function valueFor(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null) return 'a';
  const known = withReference(schema as Schema, root);
  const given = givenValue(known);
  if (given !== undefined) return given;
  for (const choice of ['oneOf', 'anyOf']) {
    const [first] = asList(known[choice]);
    if (first !== undefined) return valueFor(merged(known, first as Schema, root, choice), root, depth);
  }
  const parts = asList(known['allOf']);
  if (parts.length > 0) {
    const whole = parts.reduce<Schema>((sum, part) => merged(sum, part as Schema, root, 'allOf'), known);
    return valueFor(whole, root, depth);
  }
  return valueOfType(known, root, depth);
}

/** A value that the schema itself states; an example only where it is of the right type. */
function givenValue(schema: Schema): unknown {
  const examples = [schema['default'], schema['example'], ...asList(schema['examples'])];
  const fitting = examples.find(
    (example) => example !== undefined && typeof example === schema['type'] && typeof example !== 'object',
  );
  return schema['const'] ?? asList(schema['enum'])[0] ?? fitting;
}

function valueOfType(schema: Schema, root: unknown, depth: number): unknown {
  switch (asList(schema['type'])[0] ?? schema['type'] ?? impliedType(schema)) {
    case 'object':
      return objectFor(schema, root, depth);
    case 'array':
      return arrayFor(schema, root, depth);
    case 'integer':
    case 'number':
      return numberFor(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return stringFor(schema);
  }
}

function impliedType(schema: Schema): string {
  if (schema['properties'] !== undefined || schema['additionalProperties'] !== undefined) return 'object';
  return schema['items'] === undefined ? 'string' : 'array';
}

function objectFor(schema: Schema, root: unknown, depth: number): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Schema;
  const required = asList(schema['required']).map(String);
  const least = Number(schema['minProperties'] ?? 0);
  const more = Object.keys(properties).filter((key) => !required.includes(key));
  const keys = [...required, ...more.slice(0, Math.max(0, least - required.length))];
  const value = Object.fromEntries(
    keys.map((key) => [key, depth > DEEPEST ? 'a' : valueFor(properties[key], root, depth + 1)]),
  );
  for (let index = keys.length; index < least; index += 1) {
    value[`key${index}`] = valueFor(schema['additionalProperties'], root, depth + 1);
  }
  return value;
}

function arrayFor(schema: Schema, root: unknown, depth: number): unknown[] {
  const prefix = asList(schema['prefixItems']);
  const length = Math.max(1, Number(schema['minItems'] ?? 1));
  return Array.from({ length: depth > DEEPEST ? 0 : length }, (_, index) =>
    valueFor(prefix[index] ?? schema['items'], root, depth + 1),
  );
}

function numberFor(schema: Schema): number {
  const step = Number(schema['multipleOf'] ?? 1);
  const above = schema['exclusiveMinimum'];
  const least = Number(schema['minimum'] ?? (typeof above === 'number' ? above + step : undefined) ?? 1);
  const most = Number(schema['maximum'] ?? Infinity);
  return Math.min(Math.ceil(least / step) * step, most);
}

function stringFor(schema: Schema): string {
  const least = Number(schema['minLength'] ?? 1);
  const most = Number(schema['maxLength'] ?? Infinity);
  const { format, pattern } = schema;
  const plain = (BY_FORMAT[String(format)] ?? 'a').padEnd(least, 'a').slice(0, most);
  if (typeof pattern !== 'string') return plain;
  const shortest = textFor(pattern);
  const longer = shortest.padEnd(least, shortest.at(-1) ?? 'a');
  return [plain, shortest, longer].find((text) => fits(text, pattern, least)) ?? plain;
}

function fits(text: string, pattern: string, least: number): boolean {
  try {
    return text.length >= least && new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

function withReference(schema: Schema, root: unknown): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  let target: unknown = root;
  for (const token of reference.slice(2).split('/')) {
    const key = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
    target = (target as Schema | undefined)?.[key];
  }
  return withReference({ ...(target as Schema), ...without(schema, '$ref') }, root);
}

/** Both at once: the properties and the required keys of each, the rest from the second. */
function merged(base: Schema, part: Schema, root: unknown, keyword: string): Schema {
  const other = withReference(part, root);
  const rest = without(base, keyword);
  return {
    ...rest,
    ...other,
    properties: {
      ...(rest['properties'] as Schema | undefined),
      ...(other['properties'] as Schema | undefined),
    },
    required: [...new Set([...asList(rest['required']), ...asList(other['required'])])],
  };
}

function without(schema: Schema, key: string): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
