import type { UpstreamAnswer } from '../upstream/exchange.js';

/** Media type of an answer, lower case and without parameters; empty when none is given. */
export function contentType({ headers }: Pick<UpstreamAnswer, 'headers'>): string {
  const header = headers['content-type'];
  const first = Array.isArray(header) ? header[0] : header;
  return (first ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
