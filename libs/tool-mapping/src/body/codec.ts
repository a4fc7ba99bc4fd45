import type { BodyCodec } from '#lib/server-runtime';

/** How a body of a media type is written (RFC 6838 structured suffixes included). */
export function codecOf(contentType: string): BodyCodec {
  const type = (contentType.split(';')[0] ?? '').trim();
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type.startsWith('multipart/')) return 'multipart';
  if (/[/+]json$/.test(type) || type === '*/*' || type === 'application/*') return 'json';
  if (/[/+]xml$/.test(type)) return 'xml';
  if (type.startsWith('text/') || TEXTUAL.has(type)) return 'text';
  return 'binary';
}

const TEXTUAL = new Set([
  'application/graphql',
  'application/yaml',
  'application/x-yaml',
  'application/x-ndjson',
  'application/jsonl',
  'application/sql',
]);

/** Of a body whose description gives the schema of its items (OpenAPI 3.2 "Sequential Media Types"). */
export function sequenceCodecOf(contentType: string): BodyCodec | undefined {
  const type = (contentType.split(';')[0] ?? '').trim();
  if (/^application\/(jsonl|x-jsonl|ndjson|x-ndjson|json-lines)$/.test(type)) return 'jsonLines';
  return /[/+]json-seq$/.test(type) ? 'jsonSequence' : undefined;
}

/** What models write best comes first. */
export const CODEC_ORDER: readonly BodyCodec[] = [
  'json',
  'jsonLines',
  'jsonSequence',
  'form',
  'multipart',
  'text',
  'binary',
  'xml',
];
