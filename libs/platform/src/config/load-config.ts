import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '#lib/diagnostics';
import { HUB_ROLES, type AppConfig, type HubRole } from './app-config.js';
import { VARIABLES } from './variables.js';

const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'a port number');
const whole = (pattern: RegExp, rule: string) => z.string().regex(pattern, rule).transform(Number);
const webAddress = z.url({ protocol: /^https?$/, error: 'an absolute http or https URL' });
const items = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
const kubeName = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a name as Kubernetes has it');
const roles = z
  .string()
  .transform(items)
  .pipe(z.array(z.enum(HUB_ROLES, `one or more of ${HUB_ROLES.join(', ')}, separated by commas`)).min(1));
const networks = z
  .string()
  .transform(items)
  .pipe(
    z.array(z.string().regex(/^[0-9a-fA-F.:]+\/\d{1,3}$/, 'networks in CIDR notation, separated by commas')),
  );

const SCHEMA = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// URL' }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// URL' }).optional(),
  TOOLWRIGHT_PUBLIC_URL: webAddress.optional(),
  TOOLWRIGHT_MCP_URL: webAddress.optional(),
  TOOLWRIGHT_ROLES: roles.default([...HUB_ROLES]),
  TOOLWRIGHT_RELAY_HOST: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'an IPv4 address or a name of this machine')
    .optional(),
  TOOLWRIGHT_DATA_DIR: z.string().default('.toolwright'),
  TOOLWRIGHT_RUNTIME: z.enum(['auto', 'docker', 'swarm', 'kubernetes', 'process', 'memory']).default('auto'),
  TOOLWRIGHT_BASE_IMAGE: z.string().optional(),
  TOOLWRIGHT_SWARM_REGISTRY: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._:/-]*[a-z0-9]$/, 'a registry as host:port, with a path or without')
    .optional(),
  TOOLWRIGHT_SWARM_PORT: port.optional(),
  TOOLWRIGHT_KUBE_NAMESPACE: kubeName.optional(),
  TOOLWRIGHT_KUBE_PULL_SECRET: kubeName.optional(),
  TOOLWRIGHT_IMAGE_REGISTRY: z
    .string()
    .regex(
      /^(https?:\/\/)?[a-z0-9][a-z0-9._:-]*[a-z0-9](\/[a-z0-9._/-]*[a-z0-9])?$/,
      'a registry as host:port, with a path or without',
    )
    .optional(),
  TOOLWRIGHT_ALLOWED_NETWORKS: networks.default([]),
  TOOLWRIGHT_MAX_UPLOAD_MB: whole(/^[1-9]\d{0,3}$/, 'a whole number of megabytes from 1 to 9999').default(64),
  TOOLWRIGHT_MAX_SERVERS: whole(/^[1-9]\d{0,3}$/, 'a whole number from 1 to 9999').default(100),
  TOOLWRIGHT_MAX_MEMORY_MB: whole(/^[1-9]\d{1,7}$/, 'a whole number of megabytes').optional(),
  TOOLWRIGHT_MAX_BUILDS: whole(/^[1-9]\d?$/, 'a whole number from 1 to 99').default(2),
  TOOLWRIGHT_START_TIMEOUT_S: whole(/^[1-9]\d{0,2}$/, 'a whole number of seconds from 1 to 999').default(30),
  TOOLWRIGHT_LOG_KEEP_MB: whole(/^[1-9]\d{0,4}$/, 'a whole number of megabytes from 1 to 99999').default(20),
  TOOLWRIGHT_LOG_TOTAL_MB: whole(/^[1-9]\d{0,5}$/, 'a whole number of megabytes').default(500),
  TOOLWRIGHT_SCANNER: z.enum(['auto', 'trivy', 'grype', 'none']).default('auto'),
  TOOLWRIGHT_SCAN_THRESHOLD: z.enum(['critical', 'high', 'medium', 'low', 'none']).default('none'),
  TOOLWRIGHT_KEEP_RUNNING: flag.default(false),
  TOOLWRIGHT_SAMPLE: flag.default(true),
  TOOLWRIGHT_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info'),
  TOOLWRIGHT_LOG_TO: z.enum(['file', 'stdout']).default('file'),
  TOOLWRIGHT_SECRET_KEY: z
    .string()
    .refine((text) => Buffer.from(text, 'base64').length === 32, '32 bytes as base64')
    .optional(),
});

/**
 * Parses the environment. Empty variables count as missing.
 *
 * @throws AppError `configuration-invalid` that names the variable and its rule, never its value
 */
export function loadConfig(env: NodeJS.ProcessEnv): AppConfig {
  const known = Object.fromEntries(
    VARIABLES.map(({ name }) => [name, env[name] === '' ? undefined : env[name]]),
  );
  const parsed = SCHEMA.safeParse(known);
  if (!parsed.success) throw invalid(parsed.error);
  checkShared(parsed.data);
  const { TOOLWRIGHT_SCANNER: scanner, TOOLWRIGHT_SCAN_THRESHOLD: threshold } = parsed.data;
  if (scanner === 'none' && threshold !== 'none')
    throw new AppError('configuration-invalid', {
      detail: 'TOOLWRIGHT_SCAN_THRESHOLD must be none where TOOLWRIGHT_SCANNER is none.',
    });
  return {
    ...toConfig(parsed.data),
    scan: { scanner, threshold, env: scannerEnvironment(env) },
    given: Object.keys(known).filter((name) => known[name] !== undefined),
  };
}

const SCANNER_VARIABLES =
  /^(?:PATH|HOME|TMPDIR|XDG_\w+|SSL_CERT_(?:FILE|DIR)|https?_proxy|no_proxy|(?:TRIVY|GRYPE)_\w+)$/i;

function scannerEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => SCANNER_VARIABLES.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name, value ?? '']));
}

/** Roles apart meet in one database, and open there what another sealed. */
function checkShared(value: z.infer<typeof SCHEMA>): void {
  if (hasAllRoles(value.TOOLWRIGHT_ROLES)) return;
  const missing = (['DATABASE_URL', 'TOOLWRIGHT_SECRET_KEY'] as const).filter(
    (name) => value[name] === undefined,
  );
  if (missing.length > 0)
    throw new AppError('configuration-invalid', {
      detail: `TOOLWRIGHT_ROLES names some roles only, so that ${missing.join(' and ')} must be set, the same for all processes.`,
    });
}

/** Whether one process does everything. */
export function hasAllRoles(roles: readonly HubRole[]): boolean {
  return HUB_ROLES.every((role) => roles.includes(role));
}

function toConfig(value: z.infer<typeof SCHEMA>): Omit<AppConfig, 'scan' | 'given'> {
  const shownHost = value.HOST === '0.0.0.0' ? '127.0.0.1' : value.HOST;
  return {
    host: value.HOST,
    port: value.PORT,
    publicUrl: (value.TOOLWRIGHT_PUBLIC_URL ?? `http://${shownHost}:${value.PORT}`).replace(/\/+$/, ''),
    ...given('mcpUrl', value.TOOLWRIGHT_MCP_URL?.replace(/\/+$/, '')),
    roles: value.TOOLWRIGHT_ROLES,
    ...given('relayHost', value.TOOLWRIGHT_RELAY_HOST),
    dataDir: resolve(value.TOOLWRIGHT_DATA_DIR),
    ...given('databaseUrl', value.DATABASE_URL),
    ...given('redisUrl', value.REDIS_URL),
    runtime: value.TOOLWRIGHT_RUNTIME,
    ...given('baseImage', value.TOOLWRIGHT_BASE_IMAGE),
    swarm: {
      ...given('registry', value.TOOLWRIGHT_SWARM_REGISTRY),
      ...(value.TOOLWRIGHT_SWARM_PORT === undefined ? {} : { port: value.TOOLWRIGHT_SWARM_PORT }),
    },
    kubernetes: {
      ...given('namespace', value.TOOLWRIGHT_KUBE_NAMESPACE),
      ...given('registry', value.TOOLWRIGHT_IMAGE_REGISTRY),
      ...given('pullSecret', value.TOOLWRIGHT_KUBE_PULL_SECRET),
    },
    allowedNetworks: value.TOOLWRIGHT_ALLOWED_NETWORKS,
    maxUploadBytes: value.TOOLWRIGHT_MAX_UPLOAD_MB * 1024 * 1024,
    keepRunning: value.TOOLWRIGHT_KEEP_RUNNING,
    maxServers: value.TOOLWRIGHT_MAX_SERVERS,
    ...(value.TOOLWRIGHT_MAX_MEMORY_MB === undefined ? {} : { maxMemoryMb: value.TOOLWRIGHT_MAX_MEMORY_MB }),
    maxBuilds: value.TOOLWRIGHT_MAX_BUILDS,
    startTimeoutMs: value.TOOLWRIGHT_START_TIMEOUT_S * 1_000,
    logKeepBytes: value.TOOLWRIGHT_LOG_KEEP_MB * 1024 * 1024,
    logTotalBytes: value.TOOLWRIGHT_LOG_TOTAL_MB * 1024 * 1024,
    sample: value.TOOLWRIGHT_SAMPLE,
    logLevel: value.TOOLWRIGHT_LOG_LEVEL,
    logTo: value.TOOLWRIGHT_LOG_TO,
    ...given('secretKey', value.TOOLWRIGHT_SECRET_KEY),
  };
}

function given<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}

function invalid(error: z.ZodError): AppError {
  const lines = error.issues.map((issue) => `${issue.path.join('.')} must be ${rule(issue.message)}`);
  return new AppError('configuration-invalid', { detail: `${[...new Set(lines)].join('; ')}.` });
}

/** Zod's own sentences begin with what was wrong; ours say what is right. */
function rule(message: string): string {
  return message.replace(/^Invalid option: expected /, '').replace(/^Invalid input: /, '');
}

/** Variables with our prefix that mean nothing: most likely a slip of the pen. */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set(VARIABLES.map(({ name }) => name));
  return Object.keys(env).filter(
    (name) => name.startsWith('TOOLWRIGHT_') && !name.startsWith('TOOLWRIGHT_TEST_') && !known.has(name),
  );
}
