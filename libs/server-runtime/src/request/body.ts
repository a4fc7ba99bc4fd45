import type { BodyBinding, BodyVariant } from '../format.js';
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
  const { contentType } = variant;
  switch (variant.codec) {
    case 'json':
      return { contentType, bytes: JSON.stringify(value) };
    case 'form':
      return { contentType, bytes: formText(value, variant.properties) };
    case 'multipart':
      return multipartBody(value, variant);
    case 'xml':
      return {
        contentType,
        bytes: typeof value === 'string' ? value : xmlText(value, variant.xml ?? { name: 'root' }),
      };
    case 'text':
      return { contentType, bytes: primitiveText(value) };
    case 'jsonLines':
      return { contentType, bytes: sequenceText(value, '') };
    case 'jsonSequence':
      return { contentType, bytes: sequenceText(value, RECORD_SEPARATOR) };
    case 'binary':
      return { contentType, bytes: bytesOf(value, 'The body') };
  }
}

/** Begins each text of a JSON text sequence (RFC 7464 section 2.2). */
const RECORD_SEPARATOR = '\u001E';

function sequenceText(value: unknown, start: string): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => `${start}${JSON.stringify(item)}\n`).join('');
}
