import type { BodyBinding, BodyCodec, BodyVariant } from '../format.js';
import { bytesOf } from './content.js';
import { formText } from './form.js';
import { multipartBody } from './multipart.js';
import { primitiveText } from './values.js';
import { xmlText } from './xml.js';

export interface EncodedBody {
  readonly contentType: string;
  readonly bytes: string | Buffer;
}

/**
 * Writes the body argument; undefined when there is none to send.
 *
 * @throws CallError
 */
export function encodeBody(
  binding: BodyBinding,
  args: Readonly<Record<string, unknown>>,
  variantIndex: number,
): EncodedBody | undefined {
  const value = args[binding.argument];
  const variant = binding.variants[variantIndex];
  return value === undefined || variant === undefined ? undefined : encodeVariant(variant, value);
}

function encodeVariant(variant: BodyVariant, value: unknown): EncodedBody {
  if (variant.codec === 'multipart') return multipartBody(value, variant);
  return { contentType: variant.contentType, bytes: WRITERS[variant.codec](value, variant) };
}

type Write = (value: unknown, variant: BodyVariant) => string | Buffer;

const WRITERS: Readonly<Record<Exclude<BodyCodec, 'multipart'>, Write>> = {
  json: (value) => JSON.stringify(value),
  jsonLines: (value) => sequenceText(value, ''),
  jsonSequence: (value) => sequenceText(value, RECORD_SEPARATOR),
  form: (value, { properties }) => formText(value, properties),
  xml: (value, { xml = { name: 'root' } }) => (typeof value === 'string' ? value : xmlText(value, xml)),
  text: primitiveText,
  binary: (value) => bytesOf(value, 'The body'),
};

/** Begins each text of a JSON text sequence (RFC 7464 section 2.2). */
const RECORD_SEPARATOR = '\u001E';

function sequenceText(value: unknown, start: string): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => `${start}${JSON.stringify(item)}\n`).join('');
}
