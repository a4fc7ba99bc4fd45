import type { BodyPropertyBinding } from '../format.js';
import { contentText } from './content.js';
import { encode } from './percent.js';
import { queryPairs } from './styles.js';
import { isRecord, members, primitiveText } from './values.js';

/** `application/x-www-form-urlencoded`, property by property (OpenAPI "Encoding Object"). */
export function formText(
  value: unknown,
  properties: Readonly<Record<string, BodyPropertyBinding>> = {},
): string {
  if (!isRecord(value)) return primitiveText(value);
  return members(value)
    .flatMap(([name, item]) => formPairs(name, item, properties[name] ?? {}))
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
