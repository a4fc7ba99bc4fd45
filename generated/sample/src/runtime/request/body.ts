import type { BodyBinding, BodyPropertyBinding, BodyVariant } from '../format.js';
import { bytesOf, contentText } from './content.js';
import { multipartBody } from './multipart.js';
import { encode } from './percent.js';
import { queryPairs } from './styles.js';
import { isRecord, members, primitiveText } from './values.js';
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
      return { contentType, bytes: formText(value, variant) };
    case 'multipart':
      return multipartBody(value, variant);
    case 'xml':
      return {
        contentType,
        bytes: typeof value === 'string' ? value : xmlText(value, variant.xml ?? { name: 'root' }),
      };
    case 'text':
      return { contentType, bytes: primitiveText(value) };
    case 'binary':
      return { contentType, bytes: bytesOf(value, 'The body') };
  }
}

/** `application/x-www-form-urlencoded`, property by property (OpenAPI "Encoding Object"). */
function formText(value: unknown, variant: BodyVariant): string {
  if (!isRecord(value)) return primitiveText(value);
  return members(value)
    .flatMap(([name, item]) => formPairs(name, item, variant.properties?.[name] ?? {}))
    .join('&');
}

function formPairs(name: string, value: unknown, binding: BodyPropertyBinding): string[] {
  if (binding.contentType !== undefined)
    return [`${encode(name)}=${encode(contentText(value, binding.contentType))}`];
  if (isRecord(value) && binding.style === undefined)
    return [`${encode(name)}=${encode(JSON.stringify(value))}`];
  const style = binding.style ?? 'form';
  return queryPairs(value, {
    name,
    style,
    explode: binding.explode ?? style === 'form',
    allowReserved: binding.allowReserved === true,
  });
}
