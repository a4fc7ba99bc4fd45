import { InvalidArgumentError } from 'commander';
import type { SpecOptions } from './read-tools.js';

/** What JSON Schema calls types; anything else is a format of a string. */
const TYPES: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array']);

export function toEndpoint(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('An address begins with http:// or https://.');
}

/** `Authorization: Bearer x`; may be given several times. */
export function withHeader(text: string, before: SpecOptions['header'] = {}): SpecOptions['header'] {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon).trim();
  if (colon < 1 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n]/.test(text))
    throw new InvalidArgumentError('A header is written as name:value.');
  return { ...before, [name]: text.slice(colon + 1).trim() };
}

/** `Money=number`, `Instant=date-time`, `Blob={"type":"object"}`; may be given several times. */
export function withScalar(text: string, before: SpecOptions['scalar'] = {}): SpecOptions['scalar'] {
  const [, name, kind = ''] = /^([_A-Za-z]\w*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('A scalar is written as Name=type.');
  return { ...before, [name]: schemaOf(kind) };
}

function schemaOf(kind: string): NonNullable<SpecOptions['scalar']>[string] {
  if (!kind.startsWith('{')) return TYPES.has(kind) ? { type: kind } : { type: 'string', format: kind };
  try {
    return JSON.parse(kind) as NonNullable<SpecOptions['scalar']>[string];
  } catch {
    throw new InvalidArgumentError('The schema of the scalar is no JSON.');
  }
}
