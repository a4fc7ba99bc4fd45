import { valueFor } from '../../templates/node-server/files/test/arguments.js';

type Schema = Readonly<Record<string, unknown>>;

/** Optional members are filled in down to here. */
const DEEPEST = 2;

/** The least that an input schema asks for. */
export function leastFor(schema: Schema): Record<string, unknown> {
  return valueFor(schema) as Record<string, unknown>;
}

/** A value with every optional member too, as deep as it stays small. */
export function mostFor(schema: Schema): Record<string, unknown> {
  return fill(schema, schema, 0) as Record<string, unknown>;
}

function fill(schema: unknown, root: Schema, depth: number): unknown {
  const known = follow(schema, root);
  const [first] = [known['anyOf']].flat();
  if (typeof first === 'object' && first !== null) return fill(first, root, depth);
  const type = [known['type']].flat()[0];
  if (type === 'array') return [fill(known['items'], root, depth)];
  if (type !== 'object') return valueFor(known, root);
  const properties = (known['properties'] ?? {}) as Schema;
  const required = (known['required'] ?? []) as readonly string[];
  const most = Number(known['maxProperties'] ?? Infinity);
  const keys = Object.keys(properties).filter((key) => required.includes(key) || depth <= DEEPEST);
  return Object.fromEntries(keys.slice(0, most).map((key) => [key, fill(properties[key], root, depth + 1)]));
}

function follow(schema: unknown, root: Schema): Schema {
  const known = (typeof schema === 'object' && schema !== null ? schema : {}) as Schema;
  const reference = known['$ref'];
  if (typeof reference !== 'string') return known;
  const defs = (root['$defs'] ?? {}) as Schema;
  return follow(defs[reference.slice('#/$defs/'.length)], root);
}
