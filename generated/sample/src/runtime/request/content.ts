import { CallError } from '../call-error.js';
import { encode } from './percent.js';
import { isRecord, members, primitiveText } from './values.js';

/** A value serialized as a media type, for parameters with `content`, form fields and parts. */
export function contentText(value: unknown, contentType: string): string {
  if (/[/+]json\b/.test(contentType)) return JSON.stringify(value);
  if (contentType.startsWith('application/x-www-form-urlencoded') && isRecord(value)) {
    return members(value)
      .map(([key, item]) => `${encode(key)}=${encode(primitiveText(item))}`)
      .join('&');
  }
  return primitiveText(value);
}

/** @throws CallError when the text is no base64 (RFC 4648 sections 4 and 5) */
export function bytesOf(value: unknown, what: string): Buffer {
  const text = primitiveText(value).replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text))
    throw new CallError(`${what} must be base64, since JSON holds no bytes.`);
  return Buffer.from(text, 'base64');
}
