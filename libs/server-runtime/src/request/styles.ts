import type { WireStyle } from '../format.js';
import { encode, encodeAllowingReserved } from './percent.js';
import { isRecord, members, primitiveText } from './values.js';

/** How one value is laid out (OpenAPI "Style Values", RFC 6570). */
export interface Layout {
  readonly name: string;
  readonly style: WireStyle;
  readonly explode: boolean;
  readonly allowReserved?: boolean;
}

type Encode = (text: string) => string;

/** What separates the members of a value where it is no comma; encoded. */
const DELIMITERS: Partial<Record<WireStyle, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
};

/** A path segment's text. */
export function pathText(value: unknown, layout: Layout): string {
  const text: Encode =
    layout.allowReserved === true ? (item) => encodeAllowingReserved(item, 'path') : encode;
  switch (layout.style) {
    case 'label':
      return `.${flat(value, layout.explode, { separator: layout.explode ? '.' : ',', encode: text })}`;
    case 'matrix':
      return matrix(value, layout, text);
    default:
      return flat(value, layout.explode, { separator: DELIMITERS[layout.style] ?? ',', encode: text });
  }
}

function matrix(value: unknown, { name, explode }: Layout, text: Encode): string {
  if (explode && Array.isArray(value))
    return value.map((item) => matrixPair(encode(name), text(primitiveText(item)))).join('');
  if (explode && isRecord(value)) {
    return members(value)
      .map(([key, item]) => matrixPair(encode(key), text(primitiveText(item))))
      .join('');
  }
  return matrixPair(encode(name), flat(value, false, { separator: ',', encode: text }));
}

/** An empty value has no `=` (RFC 6570 section 3.2.7). */
function matrixPair(name: string, value: string): string {
  return value === '' ? `;${name}` : `;${name}=${value}`;
}

/** A header's or a part's text: separated, with no percent-encoding (neither is a URL). */
export function plainText(value: unknown, { style, explode }: Pick<Layout, 'style' | 'explode'>): string {
  return flat(value, explode, { separator: decodeURIComponent(DELIMITERS[style] ?? ','), encode: asItIs });
}

/** `name=value` pairs of OpenAPI's style `cookie`, as they are. */
export function cookieStylePairs(value: unknown, { name, explode }: Layout): string[] {
  if (explode && Array.isArray(value)) return value.map((item) => `${name}=${primitiveText(item)}`);
  if (explode && isRecord(value)) return members(value).map(([key, item]) => `${key}=${primitiveText(item)}`);
  return [`${name}=${flat(value, false, { separator: ',', encode: asItIs })}`];
}

function asItIs(text: string): string {
  return text;
}

/** Arrays joined; objects as `k,v` or, exploded, `k=v`. */
function flat(value: unknown, explode: boolean, as: { separator: string; encode: Encode }): string {
  if (Array.isArray(value)) return value.map((item) => as.encode(primitiveText(item))).join(as.separator);
  if (!isRecord(value)) return as.encode(primitiveText(value));
  const pairs = members(value).map(([key, item]): [string, string] => [
    as.encode(key),
    as.encode(primitiveText(item)),
  ]);
  return explode
    ? pairs.map(([key, item]) => `${key}=${item}`).join(as.separator)
    : pairs.flat().join(as.separator);
}

/** `name=value` pairs of a query string, a form body or a cookie, encoded. */
export function queryPairs(value: unknown, layout: Layout): string[] {
  const text: Encode = layout.allowReserved === true ? encodeAllowingReserved : encode;
  const name = encode(layout.name);
  if (layout.style === 'deepObject') return deepPairs(value, layout.name, text);
  const delimiter = DELIMITERS[layout.style];
  if (delimiter !== undefined && !layout.explode && typeof value === 'object') {
    return [`${name}=${flat(value, false, { separator: delimiter, encode: text })}`];
  }
  if (layout.explode && Array.isArray(value))
    return value.map((item) => `${name}=${text(primitiveText(item))}`);
  if (layout.explode && isRecord(value)) {
    // A list inside is not defined by RFC 6570; repeating the name is what servers read.
    return members(value).flatMap(([key, item]) =>
      (Array.isArray(item) ? item : [item]).map((one) => `${encode(key)}=${text(primitiveText(one))}`),
    );
  }
  return [`${name}=${flat(value, false, { separator: ',', encode: text })}`];
}

/**
 * `a[b]=1`, nested as deep as the value is. OpenAPI defines one level only; deeper ones follow what
 * servers that take this style do: `a[b][c]`, and `a[b][0]` for lists.
 */
function deepPairs(value: unknown, prefix: string, text: Encode): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => deepPairs(item, `${prefix}[${index}]`, text));
  if (isRecord(value))
    return members(value).flatMap(([key, item]) => deepPairs(item, `${prefix}[${key}]`, text));
  return [`${encode(prefix)}=${text(primitiveText(value))}`];
}
