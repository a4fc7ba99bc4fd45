import type { OAuth2Flow, SecurityScheme } from '#lib/api-description';
import { asText, compact, entries, member } from '../../json.js';
import type { ReadContext, Spot } from '../context.js';

const FLOW_TYPES = [
  'implicit',
  'password',
  'clientCredentials',
  'authorizationCode',
  'deviceAuthorization',
] as const;

export function readSecuritySchemes(context: ReadContext): Record<string, SecurityScheme> {
  const list = context.child(context.child(context.root(), 'components'), 'securitySchemes');
  const schemes: [string, SecurityScheme][] = [];
  for (const [key] of entries(list.value)) {
    const spot = context.follow(context.child(list, key));
    const scheme = spot === undefined ? undefined : readScheme(spot);
    if (scheme !== undefined) schemes.push([key, compact(scheme)]);
    else if (spot !== undefined) reportUnknown(context, spot, key);
  }
  // A scheme may be named __proto__.
  return Object.fromEntries(schemes);
}

export function reportUnknown(context: ReadContext, spot: Spot, key: string): void {
  context.findings.add(
    {
      code: 'spec/security-scheme-invalid',
      severity: 'warning',
      message: `The security scheme ${JSON.stringify(key)} is of no known kind, or lacks a field.`,
      fix: 'Complete it as the specification says.',
    },
    spot.place,
  );
}

function readScheme({ value }: Spot): SecurityScheme | undefined {
  const description = asText(member(value, 'description'));
  const base = description === undefined ? {} : { description };
  switch (member(value, 'type')) {
    case 'apiKey':
      return readApiKey(value, base);
    case 'http':
      return readHttp(value, base);
    case 'oauth2':
      return { type: 'oauth2', flows: readFlows(member(value, 'flows')), ...base };
    case 'openIdConnect': {
      const openIdConnectUrl = asText(member(value, 'openIdConnectUrl'));
      return openIdConnectUrl === undefined
        ? undefined
        : { type: 'openIdConnect', openIdConnectUrl, ...base };
    }
    case 'mutualTLS':
      return { type: 'mutualTLS', ...base };
    default:
      return undefined;
  }
}

function readHttp(value: unknown, base: { description?: string }): SecurityScheme | undefined {
  const scheme = asText(member(value, 'scheme'))?.toLowerCase();
  if (scheme === undefined) return undefined;
  const bearerFormat = asText(member(value, 'bearerFormat'));
  return { type: 'http', scheme, ...(bearerFormat === undefined ? {} : { bearerFormat }), ...base };
}

export function readApiKey(value: unknown, base: { description?: string }): SecurityScheme | undefined {
  const place = member(value, 'in');
  const name = asText(member(value, 'name'));
  if (name === undefined || (place !== 'header' && place !== 'query' && place !== 'cookie')) return undefined;
  return { type: 'apiKey', in: place, name, ...base };
}

function readFlows(value: unknown): OAuth2Flow[] {
  return FLOW_TYPES.flatMap((type) => {
    const flow = member(value, type);
    return flow === undefined ? [] : [readFlow(type, flow)];
  });
}

export function readFlow(type: OAuth2Flow['type'], flow: unknown): OAuth2Flow {
  return compact({
    type,
    authorizationUrl: asText(member(flow, 'authorizationUrl')),
    tokenUrl: asText(member(flow, 'tokenUrl')),
    refreshUrl: asText(member(flow, 'refreshUrl')),
    scopes: Object.fromEntries(entries(member(flow, 'scopes')).map(([scope, text]) => [scope, String(text)])),
  }) as OAuth2Flow;
}
