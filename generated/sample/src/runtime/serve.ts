import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { readConfig } from './config.js';
import { startHttpServer, type RunningHttpServer } from './http-server.js';
import { Log } from './log.js';
import { createServerFactory } from './mcp/server-factory.js';
import { ToolCaller } from './tool-caller.js';
import type { ToolData } from './tool-data.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A server that runs until it is closed. */
export interface RunningServer {
  close(): Promise<void>;
}

/**
 * Serves tools over HTTP.
 *
 * @throws ConfigError; Error with code EADDRINUSE when the port is taken
 */
export async function serveHttp(data: ToolData, env: Environment, port: number): Promise<RunningHttpServer> {
  const config = readConfig(env);
  const log = new Log(config.logLevel);
  const caller = new ToolCaller(data, config, log);
  const server = await startHttpServer({ data, caller, config, log, port });
  log.info('listening', { url: server.url, tools: data.tools.length });
  return {
    ...server,
    close: async () => {
      await server.close();
      await caller.close();
    },
  };
}

/** Serves tools over standard input and output. @throws ConfigError */
export function serveStandardStreams(data: ToolData, env: Environment): RunningServer {
  const config = readConfig(env);
  const log = new Log(config.logLevel);
  const caller = new ToolCaller(data, config, log);
  const handle = serveStdio(createServerFactory(data, caller), {
    onerror: (error) => log.debug('protocol error', { reason: error.message }),
  });
  log.debug('serving standard streams', { tools: data.tools.length });
  return {
    close: async () => {
      await handle.close();
      await caller.close();
    },
  };
}
