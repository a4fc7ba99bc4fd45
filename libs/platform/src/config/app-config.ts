/**
 * What a hub process does: `api` answers REST and shows pages, `gateway` passes MCP calls on, `worker` builds and runs
 * servers; it alone touches the container engine.
 */
export const HUB_ROLES = ['api', 'gateway', 'worker'] as const;

export type HubRole = (typeof HUB_ROLES)[number];

/** The hub's configuration, parsed once at the start; the only reader of the environment is beside it. */
export interface AppConfig {
  readonly host: string;
  readonly port: number;
  /** Where people reach the hub: `http://127.0.0.1:3000`. */
  readonly publicUrl: string;
  /** Where MCP clients reach the gateway, where that is not {@link publicUrl}. */
  readonly mcpUrl?: string;
  /** At least one. */
  readonly roles: readonly HubRole[];
  /** Address or name of this machine at which gateways on other machines reach its servers; missing: loopback alone. */
  readonly relayHost?: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Missing: the embedded database. */
  readonly databaseUrl?: string;
  /** Missing: the embedded queue. */
  readonly redisUrl?: string;
  readonly runtime: 'auto' | 'docker' | 'swarm' | 'kubernetes' | 'process' | 'memory';
  readonly baseImage?: string;
  /** Registry that a swarm's images are pushed to, and the port of its agents. */
  readonly swarm: { readonly registry?: string; readonly port?: number };
  /** Where a cluster's servers run, the registry of their images, and the Secret that has its login. */
  readonly kubernetes: {
    readonly namespace?: string;
    readonly registry?: string;
    readonly pullSecret?: string;
  };
  readonly allowedNetworks: readonly string[];
  readonly maxUploadBytes: number;
  /** Leave servers running on a clean stop. */
  readonly keepRunning: boolean;
  /** Servers over all deployments. */
  readonly maxServers: number;
  /** What they may take together; missing: no limit. */
  readonly maxMemoryMb?: number;
  /** Releases that are built and started at once. */
  readonly maxBuilds: number;
  /** A server that is not healthy after so long has failed to start, in milliseconds. */
  readonly startTimeoutMs: number;
  /** Collected lines of a deployment that are kept, in bytes; the oldest go first. */
  readonly logKeepBytes: number;
  /** The same over all deployments, which share it equally. */
  readonly logTotalBytes: number;
  readonly scan: ScanConfig;
  /** Register and deploy the bundled sample on the first start. */
  readonly sample: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** JSON lines to logs/hub.log in the data directory, or to standard output. */
  readonly logTo: 'file' | 'stdout';
  /** Where the key of {@link SecretBox} comes from; missing: a key file in the data directory. */
  readonly secretKey?: string;
  /** Names of the variables that were set; all others have their defaults. */
  readonly given: readonly string[];
}

/** What looks for vulnerabilities in images, and what is too much. */
export interface ScanConfig {
  readonly scanner: 'auto' | 'trivy' | 'grype' | 'none';
  /** The least severity that blocks a release; with `none` findings are noted only. */
  readonly threshold: 'critical' | 'high' | 'medium' | 'low' | 'none';
  /** The scanner's environment: its own variables, and nothing of the hub's secrets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Injection token of {@link AppConfig}. */
export const APP_CONFIG = Symbol('AppConfig');
