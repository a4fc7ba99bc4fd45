import { readConfig, type ServerConfig } from './config.js';
import type { CustomCode } from './custom.js';
import type { ToolMode } from './format.js';
import { LazyHandler } from './http/lazy-handler.js';
import { startHttpServer, type RunningHttpServer } from './http-server.js';
import { Log } from './log.js';
import { Changes } from './mcp/changes.js';
import type { ServerParts } from './mcp/server-parts.js';
import { ToolList } from './mcp/tool-list.js';
import { createSurface } from './modes/create-surface.js';
import { modeOf } from './modes/tool-mode.js';
import type { Telemetry } from './telemetry/telemetry.js';
import { ToolCaller } from './tool-caller.js';
import type { ToolData } from './tool-data.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A server that runs until it is closed. */
export interface RunningServer {
  close(): Promise<void>;
}

/** What both ways of serving start from. */
interface Prepared {
  readonly parts: ServerParts;
  readonly close: () => Promise<void>;
}

/**
 * Serves tools over HTTP.
 *
 * @throws ConfigError; Error with code EADDRINUSE when the port is taken, or when `custom` has a hook for no tool
 */
export async function serveHttp(
  data: ToolData,
  env: Environment,
  port: number,
  custom: CustomCode = {},
): Promise<RunningHttpServer> {
  const { parts, close } = await prepare(data, env, custom);
  const handler = new LazyHandler(parts);
  // What is wrong with the owner's code is said now.
  if (Object.keys(custom).length > 0) await handler.get();
  const stop = await custom.start?.(parts.changes);
  const server = await startHttpServer({ handler, port });
  parts.log.info('listening', { url: server.url, tools: parts.list.tools.length });
  return {
    ...server,
    close: async () => {
      await server.close();
      await stop?.();
      await close();
    },
  };
}

/** Serves tools over standard input and output. @throws ConfigError; Error when `custom` has a hook for no tool */
export async function serveStandardStreams(
  data: ToolData,
  env: Environment,
  custom: CustomCode = {},
): Promise<RunningServer> {
  const [{ serveStdio }, { ServerFactory }, { parts, close }] = await Promise.all([
    import('@modelcontextprotocol/server/stdio'),
    import('./mcp/server-factory.js'),
    prepare(data, env, custom),
  ]);
  const { log, list, changes } = parts;
  const factory = new ServerFactory(parts);
  const stop = await custom.start?.(changes);
  const handle = serveStdio(factory.makeLasting, {
    onerror: (error) => log.debug('protocol error', { reason: error.message }),
  });
  log.debug('serving standard streams', { tools: list.tools.length });
  return {
    close: async () => {
      await handle.close();
      await stop?.();
      await close();
    },
  };
}

async function prepare(data: ToolData, env: Environment, custom: CustomCode): Promise<Prepared> {
  const config = readConfig(env);
  const log = new Log(config.logLevel);
  const mode = modeOf(data.manifest, config.mode);
  const telemetry = await loadTelemetry(config, data, log);
  const caller = new ToolCaller(data, callConfig(config, mode), log, telemetry);
  log.hide(() => [...caller.secrets(), ...ownSecrets(config)]);
  const surface = await createSurface(mode, { data: withoutReplaced(data, custom), config });
  const watched = telemetry === undefined ? {} : { telemetry };
  const list = new ToolList(surface, custom);
  return {
    parts: { data, surface, list, custom, caller, log, changes: new Changes(), ...watched },
    close: async () => {
      await caller.close();
      await telemetry?.close();
    },
  };
}

/** What code reads is not for a model's eyes, so that only what it gives back is cut. */
function callConfig(config: ServerConfig, mode: ToolMode): ServerConfig {
  return mode === 'code' ? { ...config, maxResultChars: config.maxResponseBytes } : config;
}

/** What the owner's code took the place of is reached in no mode. */
function withoutReplaced(data: ToolData, { tools: own = [] }: CustomCode): ToolData {
  const replaced = new Set(own.map(({ name }) => name));
  const isKept = (index: number) => !replaced.has(data.tools[index]?.name ?? '');
  return {
    ...data,
    tools: data.tools.filter((_, index) => isKept(index)),
    tags: data.tags.filter((_, index) => isKept(index)),
  };
}

/** Loaded only where something is watched. @throws ConfigError */
async function loadTelemetry(
  config: ServerConfig,
  { manifest }: ToolData,
  log: Log,
): Promise<Telemetry | undefined> {
  if (config.telemetry === undefined) return undefined;
  const { startTelemetry } = await import('./telemetry/start-telemetry.js');
  return startTelemetry({ config, manifest, log }, config.telemetry);
}

/** The server's own secrets, besides those for the API. */
function ownSecrets({ requestStateKey, exchangeKey, telemetry }: ServerConfig): string[] {
  const headers = (telemetry?.traces?.headers ?? '').split(',').map((pair) => pair.replace(/^[^=]*=/, ''));
  return [
    requestStateKey ?? '',
    exchangeKey ?? '',
    ...headers.flatMap((value) => [value, decoded(value)]),
  ].filter((value) => value.length >= LEAST_SECRET);
}

/** Shorter ones would be found everywhere. */
const LEAST_SECRET = 4;

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
