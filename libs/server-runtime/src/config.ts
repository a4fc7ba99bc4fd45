/** Settings of a server, read from its environment once. Every variable is listed in the project's README. */
export interface ServerConfig {
  /** `UPSTREAM_BASE_URL`: the API's address with its base path; wins over the description's servers. */
  readonly baseUrl?: string;
  /** `UPSTREAM_SOCKET`: a unix socket through which the upstream is reached; the URL stays logical. */
  readonly socketPath?: string;
  /** `UPSTREAM_TIMEOUT_MS`: for one attempt, from request to the end of the answer. */
  readonly timeoutMs: number;
  /** `UPSTREAM_STREAM_MS`: answers that may never end (server-sent events, JSON lines) are read for so long. */
  readonly streamMs: number;
  /** `UPSTREAM_RETRIES`: further attempts of calls that may be repeated. */
  readonly retries: number;
  /** `UPSTREAM_CONCURRENCY`: calls under way at once; more wait. */
  readonly concurrency: number;
  /** `MAX_RESPONSE_BYTES`: an answer of the API is read up to here. */
  readonly maxResponseBytes: number;
  /** `MAX_RESULT_CHARS`: text given to the model is cut here. */
  readonly maxResultChars: number;
  /** `HOST`: address to listen on. */
  readonly host: string;
  /** `ALLOWED_HOSTS`: host names accepted in the Host header besides this machine's own. */
  readonly allowedHosts: readonly string[];
  /** `ALLOWED_ORIGINS`: origins accepted in the Origin header besides this machine's own. */
  readonly allowedOrigins: readonly string[];
  /** `LOG_LEVEL`: debug, info, warn, error or silent. */
  readonly logLevel: LogLevel;
  /** A variable of the environment: server variables and credentials. */
  variable(name: string): string | undefined;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const LOG_LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** A variable that cannot be used; names it, and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export function readConfig(env: Environment): ServerConfig {
  const baseUrl = webAddress(env, 'UPSTREAM_BASE_URL');
  const socketPath = env['UPSTREAM_SOCKET'] || undefined;
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(socketPath === undefined ? {} : { socketPath }),
    timeoutMs: wholeNumber(env, 'UPSTREAM_TIMEOUT_MS', { default: 30_000, min: 1 }),
    streamMs: wholeNumber(env, 'UPSTREAM_STREAM_MS', { default: 10_000, min: 1 }),
    retries: wholeNumber(env, 'UPSTREAM_RETRIES', { default: 2, min: 0 }),
    concurrency: wholeNumber(env, 'UPSTREAM_CONCURRENCY', { default: 32, min: 1 }),
    maxResponseBytes: wholeNumber(env, 'MAX_RESPONSE_BYTES', { default: 10 * 1024 * 1024, min: 1 }),
    maxResultChars: wholeNumber(env, 'MAX_RESULT_CHARS', { default: 60_000, min: 200 }),
    host: env['HOST'] || '127.0.0.1',
    allowedHosts: list(env['ALLOWED_HOSTS']),
    allowedOrigins: list(env['ALLOWED_ORIGINS']),
    logLevel: logLevel(env),
    variable: (name) => env[name] || undefined,
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

function list(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');
}

function logLevel(env: Environment): LogLevel {
  const value = env['LOG_LEVEL'] || 'info';
  if (!LOG_LEVELS.includes(value))
    throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  return value as LogLevel;
}
