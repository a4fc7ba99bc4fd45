import type { CredentialScheme, ServerTemplate } from '../format.js';
import type { ToolData } from '../tool-data.js';
import { baseUrlOf, type AddressConfig } from './base-url.js';

/** A host name or literal address (IPv6 without brackets), and a port. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Variables with an address that the server connects to of its own accord. */
const ADDRESSES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OAUTH_ISSUER',
  'OAUTH_JWKS_URL',
  'GRAPHQL_SUBSCRIPTIONS_URL',
];

const USUAL_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/**
 * Everything that a server with this data and environment connects to by itself: its API (with the servers of single
 * operations and of subscriptions), token endpoints, OpenID discovery, the issuer of its clients' tokens, and the collector of traces.
 * Redirects and addresses in metadata are not known before they are met.
 */
export function destinationsOf(
  { manifest, tools }: Pick<ToolData, 'manifest' | 'tools'>,
  env: Readonly<Record<string, string>>,
): Destination[] {
  const baseUrl = env['UPSTREAM_BASE_URL'] || undefined;
  const config: AddressConfig = {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    variable: (name) => env[name] || undefined,
  };
  const servers = new Map<string, readonly ServerTemplate[] | undefined>(
    tools.map(({ binding }) => [JSON.stringify(binding.servers ?? null), binding.servers]),
  );
  const urls = [
    ...[...servers.values()].map((own) => serverUrl(() => baseUrlOf(manifest, config, own))),
    ...Object.values(manifest.credentials).flatMap((scheme) => credentialUrls(scheme, config)),
    ...tools.map(({ binding }) => (binding.kind === 'subscription' ? binding.endpoint : undefined)),
    ...ADDRESSES.map((name) => config.variable(name)),
  ];
  const found = urls.flatMap((url) => (url === undefined ? [] : (destination(url) ?? [])));
  return [...new Map(found.map((one) => [`${one.host} ${one.port}`, one])).values()];
}

/** A server that must not be called is none to connect to. */
function serverUrl(find: () => URL): string | undefined {
  try {
    return find().href;
  } catch {
    return undefined;
  }
}

function credentialUrls(scheme: CredentialScheme, config: AddressConfig): (string | undefined)[] {
  if (scheme.type !== 'oauth2') return [];
  const { clientCredentials: client, openIdConnectUrl } = scheme;
  if (client === undefined) return [openIdConnectUrl];
  return [config.variable(client.tokenUrlEnv) ?? client.tokenUrl, openIdConnectUrl];
}

function destination(text: string): Destination | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  const usual = USUAL_PORTS[protocol];
  if (usual === undefined) return undefined;
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: port === '' ? usual : Number(port) };
}
