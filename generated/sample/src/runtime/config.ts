import type { ToolMode } from './format.js';
import { isToolMode, TOOL_MODES } from './modes/tool-mode.js';

/** Settings of a server, read from its environment once. Every variable is listed in the project's README. */
export interface ServerConfig {
  /** `UPSTREAM_BASE_URL`: the API's address with its base path; wins over the description's servers. */
  readonly baseUrl?: string;
  /** `UPSTREAM_SOCKET`: a unix socket through which the upstream is reached; the URL stays logical. */
  readonly socketPath?: string;
  /** `EGRESS_PROXY`: a unix socket of a proxy (CONNECT) that every connection of this server goes through. */
  readonly egressProxy?: string;
  /** `INBOUND_SOCKET`: a unix socket whose owner hands clients over, where nobody can connect to this server. */
  readonly inboundSocket?: string;
  /** `UPSTREAM_TIMEOUT_MS`: for one attempt, from request to the end of the answer. */
  readonly timeoutMs: number;
  /** `UPSTREAM_STREAM_MS`: answers that may never end (server-sent events, JSON lines) are read for so long. */
  readonly streamMs: number;
  /** `UPSTREAM_RETRIES`: further attempts of calls that may be repeated. */
  readonly retries: number;
  /** `UPSTREAM_CONCURRENCY`: calls under way at once; more wait. */
  readonly concurrency: number;
  /** `UPSTREAM_CHECK_S`: seconds after which a connection to the API is tried where nobody calls it; 0 for never. */
  readonly checkSeconds: number;
  /** `MAX_RESPONSE_BYTES`: an answer of the API is read up to here. */
  readonly maxResponseBytes: number;
  /** `MAX_RESULT_CHARS`: text given to the model is cut here. */
  readonly maxResultChars: number;
  /** `TOOL_MODE`: wins over the mode in `server.json`. */
  readonly mode?: ToolMode;
  /** `CODE_TIMEOUT_MS`, `CODE_MEMORY_MB`, `CODE_MAX_CALLS`: what one run of code may take in all. */
  readonly code: { readonly timeoutMs: number; readonly memoryMb: number; readonly maxCalls: number };
  /** `HOST`: address to listen on. */
  readonly host: string;
  /** `ALLOWED_HOSTS`: host names accepted in the Host header besides this machine's own. */
  readonly allowedHosts: readonly string[];
  /** `ALLOWED_ORIGINS`: origins accepted in the Origin header besides this machine's own. */
  readonly allowedOrigins: readonly string[];
  /** `MAX_REQUEST_BYTES`: a longer request of a client is refused. */
  readonly maxRequestBytes: number;
  /** `REQUEST_TIMEOUT_MS`: a client that takes longer to send its request is cut off. */
  readonly requestTimeoutMs: number;
  /** `LEGACY_SESSIONS`: whether clients of 2025-11-25 and older get a session over HTTP. */
  readonly legacySessions: 'auto' | 'on' | 'off';
  /** `CONFIRM_DESTRUCTIVE`: a person has to confirm each call that may destroy. */
  readonly confirmDestructive: boolean;
  /** `REQUEST_STATE_KEY`: signs what travels through the client between the rounds of a request. */
  readonly requestStateKey?: string;
  /** `EXCHANGE_KEY`: who sends it with a call gets what was sent to the API with the result; nobody when not set. */
  readonly exchangeKey?: string;
  /** `OAUTH_ISSUER` and the rest: clients need a token. */
  readonly oauth?: OAuthConfig;
  /** `FAST_LANE`: plain calls of the newest protocol are answered without the SDK. */
  readonly fastLane: boolean;
  /** `METRICS`, `METRICS_PORT`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `LOG_CALLS`: what is told of calls; undefined where nothing is. */
  readonly telemetry?: TelemetryConfig;
  /** `LOG_LEVEL`: debug, info, warn, error or silent. */
  readonly logLevel: LogLevel;
  /** A variable of the environment: server variables and credentials. */
  variable(name: string): string | undefined;
}

/** Who issues the tokens that clients have to bring (OAuth 2.1 resource server). */
export interface OAuthConfig {
  /** `OAUTH_ISSUER`: must be the token's `iss`. */
  readonly issuer: string;
  /** `OAUTH_JWKS_URL`: the issuer's keys; found through its metadata when not set. */
  readonly jwksUrl?: string;
  /** `OAUTH_RESOURCE`: this server's public address with `/mcp`; where it listens when not set. */
  readonly resource?: string;
  /** `OAUTH_AUDIENCE`: one of the token's `aud`; the resource when not set. */
  readonly audience?: string;
  /** `OAUTH_SCOPES`: needed for every request. */
  readonly scopes: readonly string[];
  /** `OAUTH_WRITE_SCOPES`: needed besides for calls that change something. */
  readonly writeScopes: readonly string[];
}

/** What is told of calls while they are made. */
export interface TelemetryConfig {
  /** `METRICS`: figures stand at `/metrics` beside `/mcp`: for a server whose port a hub alone passes on. */
  readonly metricsHere: boolean;
  /** `METRICS_PORT` (0 takes any free one) and `METRICS_HOST`: where Prometheus reads figures. */
  readonly metrics?: { readonly host: string; readonly port: number };
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: traces are sent. */
  readonly traces?: TracesConfig;
  /** `LOG_CALLS`: a line for each call. */
  readonly logCalls: boolean;
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export interface TracesConfig {
  /** With `/v1/traces`, unless `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` gives all of it. */
  readonly url: string;
  /** `OTEL_EXPORTER_OTLP_HEADERS`: `name=value`, split by commas; may hold a secret. */
  readonly headers: string;
  /** `OTEL_SERVICE_NAME`: the server's own name when not set. */
  readonly serviceName?: string;
  /** `OTEL_RESOURCE_ATTRIBUTES`: `name=value`, split by commas. */
  readonly resourceAttributes: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** The default first. */
const LOG_LEVELS: readonly LogLevel[] = ['info', 'debug', 'warn', 'error', 'silent'];

/** A variable that cannot be used; names it, and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export function readConfig(env: Environment): ServerConfig {
  const baseUrl = webAddress(env, 'UPSTREAM_BASE_URL');
  const mode = toolMode(env);
  const requestStateKey = longKey(env, 'REQUEST_STATE_KEY');
  const exchangeKey = longKey(env, 'EXCHANGE_KEY');
  const oauth = oauthConfig(env);
  const telemetry = telemetryConfig(env);
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...socketPaths(env),
    timeoutMs: wholeNumber(env, 'UPSTREAM_TIMEOUT_MS', { default: 30_000, min: 1 }),
    streamMs: wholeNumber(env, 'UPSTREAM_STREAM_MS', { default: 10_000, min: 1 }),
    retries: wholeNumber(env, 'UPSTREAM_RETRIES', { default: 2, min: 0 }),
    concurrency: wholeNumber(env, 'UPSTREAM_CONCURRENCY', { default: 32, min: 1 }),
    checkSeconds: wholeNumber(env, 'UPSTREAM_CHECK_S', { default: 0, min: 0 }),
    maxResponseBytes: wholeNumber(env, 'MAX_RESPONSE_BYTES', { default: 10 * 1024 * 1024, min: 1 }),
    maxResultChars: wholeNumber(env, 'MAX_RESULT_CHARS', { default: 60_000, min: 200 }),
    ...(mode === undefined ? {} : { mode }),
    code: {
      timeoutMs: wholeNumber(env, 'CODE_TIMEOUT_MS', { default: 30_000, min: 1 }),
      memoryMb: wholeNumber(env, 'CODE_MEMORY_MB', { default: 64, min: 4 }),
      maxCalls: wholeNumber(env, 'CODE_MAX_CALLS', { default: 100, min: 1 }),
    },
    host: env['HOST'] || '127.0.0.1',
    allowedHosts: list(env['ALLOWED_HOSTS']),
    allowedOrigins: list(env['ALLOWED_ORIGINS']),
    maxRequestBytes: wholeNumber(env, 'MAX_REQUEST_BYTES', { default: 4 * 1024 * 1024, min: 1_024 }),
    requestTimeoutMs: wholeNumber(env, 'REQUEST_TIMEOUT_MS', { default: 30_000, min: 100 }),
    legacySessions: choice(env, 'LEGACY_SESSIONS', ['auto', 'on', 'off']),
    fastLane: choice(env, 'FAST_LANE', ['1', '0']) === '1',
    confirmDestructive: choice(env, 'CONFIRM_DESTRUCTIVE', ['0', '1']) === '1',
    ...(requestStateKey === undefined ? {} : { requestStateKey }),
    ...(exchangeKey === undefined ? {} : { exchangeKey }),
    ...(oauth === undefined ? {} : { oauth }),
    ...(telemetry === undefined ? {} : { telemetry }),
    logLevel: choice(env, 'LOG_LEVEL', LOG_LEVELS),
    variable: (name) => env[name] || undefined,
  };
}

function socketPaths(env: Environment): Pick<ServerConfig, 'socketPath' | 'egressProxy' | 'inboundSocket'> {
  const socketPath = env['UPSTREAM_SOCKET'] || undefined;
  const egressProxy = env['EGRESS_PROXY'] || undefined;
  const inboundSocket = env['INBOUND_SOCKET'] || undefined;
  return {
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(egressProxy === undefined ? {} : { egressProxy }),
    ...(inboundSocket === undefined ? {} : { inboundSocket }),
  };
}

function webAddress(env: Environment, name: string): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new ConfigError(`${name} must be an absolute http or https URL.`);
  }
  return value.replace(/\/+$/, '');
}

function wholeNumber(env: Environment, name: string, rule: { default: number; min: number }): number {
  const value = env[name];
  if (value === undefined || value === '') return rule.default;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < rule.min)
    throw new ConfigError(`${name} must be a whole number from ${rule.min}.`);
  return number;
}

function toolMode(env: Environment): ToolMode | undefined {
  const value = env['TOOL_MODE'];
  if (value === undefined || value === '') return undefined;
  if (!isToolMode(value)) throw new ConfigError(`TOOL_MODE must be one of ${TOOL_MODES.join(', ')}.`);
  return value;
}

const HIGHEST_PORT = 65_535;

function telemetryConfig(env: Environment): TelemetryConfig | undefined {
  const logCalls = choice(env, 'LOG_CALLS', ['0', '1']) === '1';
  const metricsHere = choice(env, 'METRICS', ['0', '1']) === '1';
  const metrics = metricsConfig(env);
  const traces = tracesConfig(env);
  if (!logCalls && !metricsHere && metrics === undefined && traces === undefined) return undefined;
  return {
    logCalls,
    metricsHere,
    ...(metrics === undefined ? {} : { metrics }),
    ...(traces === undefined ? {} : { traces }),
  };
}

function metricsConfig(env: Environment): TelemetryConfig['metrics'] {
  if ((env['METRICS_PORT'] ?? '') === '') return undefined;
  const port = wholeNumber(env, 'METRICS_PORT', { default: 0, min: 0 });
  if (port > HIGHEST_PORT) throw new ConfigError(`METRICS_PORT must be at most ${HIGHEST_PORT}.`);
  return { host: env['METRICS_HOST'] || '127.0.0.1', port };
}

function tracesConfig(env: Environment): TracesConfig | undefined {
  const collector = webAddress(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const traces = webAddress(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const url = traces ?? (collector === undefined ? undefined : `${collector}/v1/traces`);
  if (url === undefined || env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const serviceName = env['OTEL_SERVICE_NAME'] || undefined;
  return {
    url,
    headers: env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '',
    ...(serviceName === undefined ? {} : { serviceName }),
    resourceAttributes: env['OTEL_RESOURCE_ATTRIBUTES'] ?? '',
  };
}

function list(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');
}

/** The first is the default. */
function choice<Value extends string>(env: Environment, name: string, values: readonly Value[]): Value {
  const value = (env[name] || values[0]) as Value;
  if (!values.includes(value)) throw new ConfigError(`${name} must be one of ${values.join(', ')}.`);
  return value;
}

/** A credential of the API may begin with OAUTH_, too. */
const OAUTH_NAMES = /^OAUTH_(?:JWKS_URL|RESOURCE|AUDIENCE|SCOPES|WRITE_SCOPES)$/;
const LEAST_KEY_BYTES = 32;

function longKey(env: Environment, name: string): string | undefined {
  const key = env[name] || undefined;
  if (key !== undefined && Buffer.byteLength(key) < LEAST_KEY_BYTES)
    throw new ConfigError(`${name} must have at least ${LEAST_KEY_BYTES} bytes.`);
  return key;
}

/** An issuer that was forgotten must not leave the server open. */
function withoutIssuer(env: Environment): undefined {
  const name = Object.keys(env).find((key) => OAUTH_NAMES.test(key) && env[key]);
  if (name !== undefined) throw new ConfigError(`${name} is set, but OAUTH_ISSUER is not.`);
  return undefined;
}

function oauthConfig(env: Environment): OAuthConfig | undefined {
  const issuer = env['OAUTH_ISSUER'];
  if (issuer === undefined || issuer === '') return withoutIssuer(env);
  webAddress(env, 'OAUTH_ISSUER');
  const jwksUrl = webAddress(env, 'OAUTH_JWKS_URL');
  const resource = webAddress(env, 'OAUTH_RESOURCE');
  const audience = env['OAUTH_AUDIENCE'] || undefined;
  return {
    // As given: the token's `iss` has to be the very same text.
    issuer,
    ...(jwksUrl === undefined ? {} : { jwksUrl }),
    ...(resource === undefined ? {} : { resource }),
    ...(audience === undefined ? {} : { audience }),
    scopes: words(env['OAUTH_SCOPES']),
    writeScopes: words(env['OAUTH_WRITE_SCOPES']),
  };
}

function words(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter((word) => word !== '');
}
