/** Characters that `encodeURIComponent` leaves although RFC 3986 section 2.2 reserves them. */
const LEFT_OVER = /[!'()*]/g;

/** Reserved characters that a query value may hold as they are; `#`, `&` and `+` would change what is read. */
const RESERVED_IN_QUERY = /%(?:3A|2F|3F|5B|5D|40|24|2C|3B|3D)/g;

/** Those of a path segment (RFC 3986 section 3.3); `/`, `?` and `#` would end it. */
const RESERVED_IN_PATH = /%(?:3A|40|24|26|2B|2C|3B|3D)/g;

/** Percent-encodes everything but unreserved characters (RFC 3986 section 2.3). */
export function encode(text: string): string {
  return encodeURIComponent(wellFormed(text)).replaceAll(
    LEFT_OVER,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * As {@link encode}, but reserved characters stay (OpenAPI `allowReserved`) where they cannot be misread, and
 * so do encoded triples (RFC 6570 section 3.2.3).
 */
export function encodeAllowingReserved(text: string, place: 'query' | 'path' = 'query'): string {
  const allowed = place === 'query' ? RESERVED_IN_QUERY : RESERVED_IN_PATH;
  return wellFormed(text)
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((piece, index) => (index % 2 === 1 ? piece : allowing(allowed, piece)))
    .join('');
}

function allowing(reserved: RegExp, text: string): string {
  return encodeURIComponent(text).replaceAll(reserved, (escape) => decodeURIComponent(escape));
}

/** A lone surrogate has no UTF-8 form; it becomes U+FFFD as in any other encoder. */
function wellFormed(text: string): string {
  return text.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
