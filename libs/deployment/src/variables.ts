import { AppError } from '#lib/diagnostics';
import type { CredentialScheme, ServerManifest } from '#lib/server-runtime';
import { EGRESS_ALLOW } from './egress.js';

/** Settings of a generated server that an owner may give with a deployment. */
const SETTINGS: ReadonlySet<string> = new Set([
  EGRESS_ALLOW,
  'UPSTREAM_BASE_URL',
  'UPSTREAM_TIMEOUT_MS',
  'TOOL_MODE',
  'CODE_TIMEOUT_MS',
  'CODE_MEMORY_MB',
  'CODE_MAX_CALLS',
  'UPSTREAM_STREAM_MS',
  'UPSTREAM_RETRIES',
  'UPSTREAM_CONCURRENCY',
  'UPSTREAM_CHECK_S',
  'MAX_RESPONSE_BYTES',
  'MAX_RESULT_CHARS',
  'MAX_REQUEST_BYTES',
  'CONFIRM_DESTRUCTIVE',
  'LEGACY_SESSIONS',
  'LOG_LEVEL',
  'GRAPHQL_METHOD',
  'GRAPHQL_PERSISTED_QUERIES',
  'GRAPHQL_SUBSCRIPTIONS_URL',
  'GRAPHQL_SUBSCRIPTIONS_TRANSPORT',
  'LOG_CALLS',
  'METRICS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
]);

/** What opens something other than the API. */
const SECRET_SETTINGS: readonly string[] = ['OTEL_EXPORTER_OTLP_HEADERS'];

/** Variables of a deployment, told apart by what may be shown. */
export interface SplitVariables {
  readonly env: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** Names of what the server reads, told apart by what may be shown. */
export function readVariables(
  manifest: Pick<ServerManifest, 'credentials' | 'servers'>,
): Readonly<Record<'secret' | 'plain', ReadonlySet<string>>> {
  const secret = new Set([
    ...Object.values(manifest.credentials).flatMap(credentialVariables),
    ...SECRET_SETTINGS,
  ]);
  const plain = new Set([
    ...manifest.servers.flatMap(({ variables }) => Object.values(variables).map(({ env }) => env)),
    ...SETTINGS,
  ]);
  return { secret, plain };
}

/**
 * Checks the variables given with a deployment against what the server reads. Whatever is a credential
 * is a secret, wherever it was given.
 *
 * @throws AppError `request-invalid` that names the known ones
 */
export function splitVariables(
  manifest: ServerManifest,
  given: Readonly<Record<string, string>>,
): SplitVariables {
  const { secret, plain } = readVariables(manifest);
  if (given['METRICS_PORT'] !== undefined)
    throw new AppError('request-invalid', {
      detail:
        'Nobody reaches a port of a deployed server but the hub: set METRICS=1 in place of METRICS_PORT, and read GET /api/v1/deployments/:id/metrics.',
    });
  const unknown = Object.keys(given).filter((name) => !secret.has(name) && !plain.has(name));
  if (unknown.length > 0) {
    throw new AppError('request-invalid', {
      detail: `The server does not read ${unknown.join(', ')}. It reads ${[...secret, ...plain].join(', ')}.`,
    });
  }
  const pick = (wanted: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => wanted.has(name)));
  return { env: pick(plain), secrets: pick(secret) };
}

/** Every variable that configures a credential. */
export function credentialVariables(scheme: CredentialScheme): string[] {
  switch (scheme.type) {
    case 'apiKey':
    case 'bearer':
      return [scheme.env];
    case 'basic':
      return [scheme.usernameEnv, scheme.passwordEnv];
    case 'oauth2': {
      const client = scheme.clientCredentials;
      return [
        scheme.tokenEnv,
        ...(client === undefined ? [] : [client.clientIdEnv, client.clientSecretEnv, client.tokenUrlEnv]),
      ];
    }
    case 'mutualTls':
      return [scheme.certEnv, scheme.keyEnv];
    case 'unsupported':
      return [];
  }
}
