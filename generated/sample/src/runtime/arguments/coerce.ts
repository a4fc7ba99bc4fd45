import { isRecord } from '../request/values.js';

type Schema = Readonly<Record<string, unknown>>;

/**
 * Models now and then send "5" for 5, "true" for true, or a JSON text for an object. Where a schema
 * takes only the one and not a string, the other is meant. The arguments are copied, never changed.
 */
export function coerce(value: unknown, schema: unknown, root: Schema): unknown {
  const resolved = resolve(schema, root);
  if (resolved === undefined) return value;
  if (typeof value === 'string') return fromText(value, resolved, root);
  if (Array.isArray(value)) return value.map((item) => coerce(item, resolved['items'], root));
  if (!isRecord(value)) return value;
  const properties = isRecord(resolved['properties']) ? resolved['properties'] : {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      Object.hasOwn(properties, key) ? coerce(item, properties[key], root) : item,
    ]),
  );
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** What a text was meant to be, by type; undefined when it is not that. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (NUMBER.test(text) ? Number(text) : undefined),
  number: (text) => (NUMBER.test(text) ? Number(text) : undefined),
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
  null: (text) => (text === 'null' ? null : undefined),
};

function fromText(text: string, schema: Schema, root: Schema): unknown {
  const types = typesOf(schema);
  if (types.length === 0 || types.includes('string')) return text;
  for (const type of types) {
    const value =
      type === 'object' || type === 'array' ? fromJson(text, schema, root) : READERS[type]?.(text);
    if (value !== undefined && value !== text) return value;
  }
  return text;
}

function fromJson(text: string, schema: Schema, root: Schema): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return coerce(JSON.parse(text), schema, root);
  } catch {
    return text;
  }
}

function typesOf(schema: Schema): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((item) => typeof item === 'string') : [];
}

/** A local `$ref` followed; bounded, since a schema may refer to itself. */
function resolve(schema: unknown, root: Schema): Schema | undefined {
  let at = schema;
  for (let hops = 0; hops < 16 && isRecord(at); hops += 1) {
    const ref = at['$ref'];
    if (typeof ref !== 'string') return at;
    const defs = root['$defs'];
    at = isRecord(defs) ? defs[ref.replace('#/$defs/', '')] : undefined;
  }
  return undefined;
}
