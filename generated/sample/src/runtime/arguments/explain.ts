import type { ErrorObject } from 'ajv/dist/2020.js';
import type { ObjectSchema } from '../format.js';
import { nearest } from './nearest.js';

type Parameters = Readonly<Record<string, unknown>>;

/** One validation error as a sentence with the argument, the rule and what was given. */
export function explain(
  error: ErrorObject,
  schema: ObjectSchema,
  args: Readonly<Record<string, unknown>>,
): string {
  const at = readablePath(error.instancePath);
  const params = error.params as Parameters;
  switch (error.keyword) {
    case 'required':
      return `"${join(at, String(params['missingProperty']))}" is required.`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownName(String(params['additionalProperty'] ?? params['unevaluatedProperty']), at, schema);
    case 'type':
      return `${named(at)} must be ${article(params['type'])}, not ${kindOf(valueAt(args, error.instancePath))}.`;
    case 'enum':
      return `${named(at)} must be one of ${shortList(params['allowedValues'])}.`;
    case 'const':
      return `${named(at)} must be ${JSON.stringify(params['allowedValue'])}.`;
    case 'if':
      return '';
    default:
      return `${named(at)} ${error.message ?? 'is not valid'}.`;
  }
}

function named(path: string): string {
  return path === '' ? 'The arguments' : `"${path}"`;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** `/body/items/0/id` as `body.items[0].id`. */
function readablePath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, token) => (/^\d+$/.test(token) ? `${path}[${token}]` : join(path, token)), '');
}

function valueAt(args: unknown, pointer: string): unknown {
  let at = args;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  }
  return at;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'an object'
    : `${typeof value === 'string' ? 'the string' : `the ${typeof value}`} ${JSON.stringify(value)?.slice(0, 60)}`;
}

function article(type: unknown): string {
  const names = (Array.isArray(type) ? type : String(type).split(',')).map((name) =>
    /^[aio]/.test(String(name)) ? `an ${String(name)}` : `a ${String(name)}`,
  );
  return names.join(' or ');
}

function shortList(values: unknown): string {
  const all = Array.isArray(values) ? values : [];
  const shown = all.slice(0, 20).map((value) => JSON.stringify(value));
  return `${shown.join(', ')}${all.length > shown.length ? `, … (${all.length} in all)` : ''}`;
}

function unknownName(name: string, at: string, schema: ObjectSchema): string {
  const known = at === '' ? Object.keys(schema.properties) : [];
  const near = nearest(name, known);
  const hint =
    near === undefined
      ? known.length > 0
        ? ` Known: ${known.slice(0, 20).join(', ')}.`
        : ''
      : ` Did you mean "${near}"?`;
  return `"${join(at, name)}" is not known.${hint}`;
}
