import { isRecord } from '../request/values.js';
import type { UpstreamAnswer } from '../upstream/exchange.js';
import { decoded } from './content-type.js';
import type { ResultContext } from './result-context.js';

const MAX_BODY = 4_000;

/** Where APIs put what they have to say (RFC 9457 first, then habits). */
const MESSAGE_FIELDS = [
  'detail',
  'message',
  'error_description',
  'title',
  'error',
  'errors',
  'description',
  'msg',
  'reason',
];

/** Status, the API's own words and a hint, with secrets taken out. */
export function errorText(answer: UpstreamAnswer, context: ResultContext): string {
  const body = decoded(answer).trim();
  const own = ownMessage(body);
  const parts = [
    `The API answered with status ${answer.status}${own === undefined ? '' : `: ${own}`}.`,
    hint(answer, context),
    body === '' || body === own
      ? ''
      : `Answer: ${body.slice(0, MAX_BODY)}${body.length > MAX_BODY ? ' […]' : ''}`,
  ];
  return context.redact(parts.filter((part) => part !== '').join('\n'));
}

function ownMessage(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as unknown;
    return isRecord(value) ? firstText(value) : undefined;
  } catch {
    return undefined;
  }
}

function firstText(value: Readonly<Record<string, unknown>>, depth = 0): string | undefined {
  for (const field of MESSAGE_FIELDS) {
    const found = value[field];
    if (typeof found === 'string' && found.trim() !== '')
      return found.trim().replace(/\.$/, '').slice(0, 500);
    const inner: unknown = Array.isArray(found) ? found[0] : found;
    if (typeof inner === 'string') return inner;
    const nested = isRecord(inner) && depth < 3 ? firstText(inner, depth + 1) : undefined;
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function hint({ status, headers }: UpstreamAnswer, { variables }: ResultContext): string {
  const names = variables().join(', ');
  if (status === 401)
    return names === ''
      ? 'The API wants a credential.'
      : `The credential was missing or refused: check ${names} of this server.`;
  if (status === 403) return 'The credential does not allow this call.';
  if (status === 404) return 'What the arguments name does not exist, or may not be seen.';
  if (status === 409) return 'The call does not fit the present state; read it and decide anew.';
  if (status === 429)
    return `Too many calls: wait ${String(headers['retry-after'] ?? 'a while')}${headers['retry-after'] === undefined ? '' : ' s'} before the next.`;
  if (status >= 500) return 'The fault is with the API; the same call may work later.';
  return 'Correct the arguments and call again.';
}
