import type { AppConfig } from './app-config.js';
import { VARIABLES, type Variable } from './variables.js';

/** One variable with the value in use. */
export interface ShownSetting extends Variable {
  /** As it could be written in the environment; null for none, and for a secret, which is never shown. */
  readonly value: string | null;
  /** Whether the environment sets it. */
  readonly isGiven: boolean;
  readonly isSecret: boolean;
}

const MB = 1024 * 1024;
const SECRET: ReadonlySet<string> = new Set(['TOOLWRIGHT_SECRET_KEY']);

/** Total by the test: a variable without a reader is not shown. */
const VALUES: Readonly<Record<string, (config: AppConfig) => string | number | boolean | undefined>> = {
  PORT: ({ port }) => port,
  HOST: ({ host }) => host,
  DATABASE_URL: ({ databaseUrl }) => address(databaseUrl),
  REDIS_URL: ({ redisUrl }) => address(redisUrl),
  TOOLWRIGHT_PUBLIC_URL: ({ publicUrl }) => publicUrl,
  TOOLWRIGHT_MCP_URL: ({ mcpUrl, publicUrl }) => mcpUrl ?? publicUrl,
  TOOLWRIGHT_ROLES: ({ roles }) => roles.join(','),
  TOOLWRIGHT_RELAY_HOST: ({ relayHost }) => relayHost,
  TOOLWRIGHT_DATA_DIR: ({ dataDir }) => dataDir,
  TOOLWRIGHT_RUNTIME: ({ runtime }) => runtime,
  TOOLWRIGHT_BASE_IMAGE: ({ baseImage }) => baseImage,
  TOOLWRIGHT_SWARM_REGISTRY: ({ swarm }) => swarm.registry,
  TOOLWRIGHT_SWARM_PORT: ({ swarm }) => swarm.port,
  TOOLWRIGHT_KUBE_NAMESPACE: ({ kubernetes }) => kubernetes.namespace,
  TOOLWRIGHT_IMAGE_REGISTRY: ({ kubernetes }) => kubernetes.registry,
  TOOLWRIGHT_KUBE_PULL_SECRET: ({ kubernetes }) => kubernetes.pullSecret,
  TOOLWRIGHT_ALLOWED_NETWORKS: ({ allowedNetworks }) => allowedNetworks.join(',') || undefined,
  TOOLWRIGHT_MAX_UPLOAD_MB: ({ maxUploadBytes }) => maxUploadBytes / MB,
  TOOLWRIGHT_KEEP_RUNNING: ({ keepRunning }) => Number(keepRunning),
  TOOLWRIGHT_MAX_SERVERS: ({ maxServers }) => maxServers,
  TOOLWRIGHT_MAX_MEMORY_MB: ({ maxMemoryMb }) => maxMemoryMb,
  TOOLWRIGHT_MAX_BUILDS: ({ maxBuilds }) => maxBuilds,
  TOOLWRIGHT_START_TIMEOUT_S: ({ startTimeoutMs }) => startTimeoutMs / 1_000,
  TOOLWRIGHT_LOG_KEEP_MB: ({ logKeepBytes }) => logKeepBytes / MB,
  TOOLWRIGHT_LOG_TOTAL_MB: ({ logTotalBytes }) => logTotalBytes / MB,
  TOOLWRIGHT_SCANNER: ({ scan }) => scan.scanner,
  TOOLWRIGHT_SCAN_THRESHOLD: ({ scan }) => scan.threshold,
  TOOLWRIGHT_SAMPLE: ({ sample }) => Number(sample),
  TOOLWRIGHT_LOG_LEVEL: ({ logLevel }) => logLevel,
  TOOLWRIGHT_LOG_TO: ({ logTo }) => logTo,
};

/** Every variable and what is in use of it, without passwords and keys. */
export function shownSettings(config: AppConfig): ShownSetting[] {
  return VARIABLES.map((variable) => ({
    ...variable,
    value: VALUES[variable.name]?.(config)?.toString() ?? null,
    isGiven: config.given.includes(variable.name),
    isSecret: SECRET.has(variable.name),
  }));
}

/** Where something is, without who asks there: a password may also stand in the query. */
function address(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
