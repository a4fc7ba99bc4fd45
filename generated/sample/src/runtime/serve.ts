import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { readConfig } from './config.js';
import type { CustomCode } from './custom.js';
import { startHttpServer, type RunningHttpServer } from './http-server.js';
import { Log } from './log.js';
import { Changes } from './mcp/changes.js';
import { ServerFactory } from './mcp/server-factory.js';
import { ToolCaller } from './tool-caller.js';
import type { ToolData } from './tool-data.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A server that runs until it is closed. */
export interface RunningServer {
  close(): Promise<void>;
}

/** What both ways of serving start from. */
interface Prepared {
  readonly factory: ServerFactory;
  readonly log: Log;
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
  const { factory, log, close } = await prepare(data, env, custom);
  const server = await startHttpServer({ factory, port });
  log.info('listening', { url: server.url, tools: data.tools.length });
  return {
    ...server,
    close: async () => {
      await server.close();
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
  const { factory, log, close } = await prepare(data, env, custom);
  const handle = serveStdio(factory.makeLasting, {
    onerror: (error) => log.debug('protocol error', { reason: error.message }),
  });
  log.debug('serving standard streams', { tools: data.tools.length });
  return {
    close: async () => {
      await handle.close();
      await close();
    },
  };
}

async function prepare(data: ToolData, env: Environment, custom: CustomCode): Promise<Prepared> {
  const config = readConfig(env);
  const log = new Log(config.logLevel);
  const caller = new ToolCaller(data, config, log);
  const changes = new Changes();
  const factory = new ServerFactory({ data, custom, caller, log, changes });
  const stop = await custom.start?.(changes);
  return {
    factory,
    log,
    close: async () => {
      await stop?.();
      await caller.close();
    },
  };
}
