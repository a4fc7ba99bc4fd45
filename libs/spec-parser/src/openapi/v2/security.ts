import type { OAuth2Flow, SecurityScheme } from '#lib/api-description';
import { asText, compact, entries, member } from '../../json.js';
import type { ReadContext } from '../context.js';
import { readApiKey, readFlow, reportUnknown } from '../v3/security.js';

/** The names of OAuth 2 flows changed in 3.0. */
const FLOWS: ReadonlyMap<string, OAuth2Flow['type']> = new Map([
  ['implicit', 'implicit'],
  ['password', 'password'],
  ['application', 'clientCredentials'],
  ['accessCode', 'authorizationCode'],
]);

export function readSecurityDefinitions(context: ReadContext): Record<string, SecurityScheme> {
  const list = context.child(context.root(), 'securityDefinitions');
  const schemes: [string, SecurityScheme][] = [];
  for (const [key, value] of entries(list.value)) {
    const scheme = readScheme(value);
    if (scheme === undefined) reportUnknown(context, context.child(list, key), key);
    else schemes.push([key, compact(scheme)]);
  }
  return Object.fromEntries(schemes);
}

function readScheme(value: unknown): SecurityScheme | undefined {
  const description = asText(member(value, 'description'));
  const base = description === undefined ? {} : { description };
  switch (member(value, 'type')) {
    case 'basic':
      return { type: 'http', scheme: 'basic', ...base };
    case 'apiKey':
      return readApiKey(value, base);
    case 'oauth2': {
      const type = FLOWS.get(String(member(value, 'flow')));
      return { type: 'oauth2', flows: type === undefined ? [] : [readFlow(type, value)], ...base };
    }
    default:
      return undefined;
  }
}
