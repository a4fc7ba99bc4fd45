import { randomBytes } from 'node:crypto';
import type { BodyPropertyBinding, BodyVariant } from '../format.js';
import { bytesOf, contentText } from './content.js';
import { plainText } from './styles.js';
import { isRecord, members, primitiveText } from './values.js';

/** What the part of a body is called whose description names none. */
const ONLY_PART = 'file';

/** A multipart body (RFC 7578, RFC 2046 section 5.1) with its content type. */
export function multipartBody(value: unknown, variant: BodyVariant): { contentType: string; bytes: Buffer } {
  const boundary = `part-${randomBytes(16).toString('hex')}`;
  const type = variant.contentType.split(';')[0]?.trim() ?? 'multipart/form-data';
  const chunks: Buffer[] = [];
  for (const [name, item] of isRecord(value) ? members(value) : [[ONLY_PART, value] as const]) {
    const binding = variant.properties?.[name] ?? {};
    for (const part of partsOf(item, binding)) {
      chunks.push(
        Buffer.from(`--${boundary}\r\n${partHead(name, part, binding)}\r\n`),
        partBytes(name, part, binding),
        Buffer.from('\r\n'),
      );
    }
  }
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

function partHead(name: string, item: unknown, binding: BodyPropertyBinding): string {
  const file = binding.binary === true ? `; filename="${quoted(name)}"` : '';
  const type = partType(item, binding);
  return [
    `Content-Disposition: form-data; name="${quoted(name)}"${file}`,
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    ...Object.entries(binding.headers ?? {}).map(([header, value]) => `${header}: ${value}`),
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
