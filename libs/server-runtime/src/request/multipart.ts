import type { BodyPropertyBinding, BodyVariant } from '../format.js';
import { bytesOf, contentText } from './content.js';
import { plainText } from './styles.js';
import { isRecord, members, primitiveText } from './values.js';

/** What the part of a body is called whose description names none. */
const ONLY_PART = 'file';

/** One part of a multipart body. */
export interface Part {
  readonly name: string;
  readonly bytes: Buffer;
  /** Set for a file. */
  readonly filename?: string | undefined;
  readonly contentType?: string | undefined;
  /** Further headers of the part. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A multipart body (RFC 7578, RFC 2046 section 5.1) with its content type. */
export function multipartBody(value: unknown, variant: BodyVariant): { contentType: string; bytes: Buffer } {
  const parts: Part[] = [];
  for (const [name, item] of isRecord(value) ? members(value) : [[ONLY_PART, value] as const]) {
    const binding = variant.properties?.[name] ?? {};
    for (const part of partsOf(item, binding))
      parts.push({
        name,
        bytes: partBytes(name, part, binding),
        filename: binding.binary === true ? name : undefined,
        contentType: partType(part, binding),
        headers: binding.headers,
      });
  }
  return multipartParts(parts, variant.contentType.split(';')[0]?.trim());
}

/** Parts as a body with a boundary of its own. */
export function multipartParts(
  parts: readonly Part[],
  type = 'multipart/form-data',
): { contentType: string; bytes: Buffer } {
  // Node's global loads its cryptography at the first use, an import at the start.
  const boundary = `part-${crypto.randomUUID()}`;
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${partHead(part)}\r\n`),
    part.bytes,
    Buffer.from('\r\n'),
  ]);
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `${type}; boundary=${boundary}`, bytes: Buffer.concat(chunks) };
}

/** A list is one part a member, unless it is to travel as one text or one JSON document. */
function partsOf(item: unknown, binding: BodyPropertyBinding): readonly unknown[] {
  const { style = 'form', explode } = binding;
  if (explode === false) return [plainText(item, { style, explode })];
  return Array.isArray(item) && repeats(item, binding) ? item : [item];
}

function repeats(items: readonly unknown[], binding: BodyPropertyBinding): boolean {
  return binding.contentType === undefined || !/[/+]json\b/.test(binding.contentType) || items.length === 0;
}

function partHead({ name, filename, contentType, headers = {} }: Part): string {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  return [
    `Content-Disposition: form-data; name="${quoted(name)}"${file}`,
    ...(contentType === undefined ? [] : [`Content-Type: ${oneLine(contentType)}`]),
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
  ]
    .map((line) => `${line}\r\n`)
    .join('');
}

function partType(item: unknown, binding: BodyPropertyBinding): string | undefined {
  if (binding.contentType !== undefined) return binding.contentType;
  if (binding.binary === true) return 'application/octet-stream';
  return typeof item === 'object' && item !== null ? 'application/json' : undefined;
}

function partBytes(name: string, item: unknown, binding: BodyPropertyBinding): Buffer {
  if (binding.binary === true) return bytesOf(item, `"${name}"`);
  const type = partType(item, binding);
  return Buffer.from(type === undefined ? primitiveText(item) : contentText(item, type));
}

/** As the HTML standard escapes names in multipart bodies. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A line break would begin another header. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}
