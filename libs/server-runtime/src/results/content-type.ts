import type { UpstreamAnswer } from '../upstream/exchange.js';

/** Media type of an answer, lower case and without parameters; empty when none is given. */
export function contentType({ headers }: Pick<UpstreamAnswer, 'headers'>): string {
  const header = headers['content-type'];
  const first = Array.isArray(header) ? header[0] : header;
  return (first ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

const UTF8 = new TextDecoder();

/** The body as text in the charset that its type names (RFC 9110 section 8.3.2), without a byte order mark. */
export function decoded(answer: UpstreamAnswer): string {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(String(answer.headers['content-type'] ?? ''))?.[1];
  // JSON is UTF-8 whatever is said of it (RFC 8259 section 8.1).
  if (charset === undefined || /[/+]json$/.test(contentType(answer))) return UTF8.decode(answer.bytes);
  try {
    return new TextDecoder(charset).decode(answer.bytes);
  } catch {
    return UTF8.decode(answer.bytes);
  }
}
