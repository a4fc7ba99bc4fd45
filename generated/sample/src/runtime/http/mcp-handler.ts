import { toNodeHandler, type NodeMcpRequestHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { ServerFactory } from '../mcp/server-factory.js';
import type { ServerParts } from '../mcp/server-parts.js';
import { LegacySessions } from './legacy-sessions.js';

/** All that needs the SDK, which takes longer to load than everything else. */
export interface McpHandler {
  readonly factory: ServerFactory;
  readonly serve: NodeMcpRequestHandler;
  close(): Promise<void>;
}

/** @throws Error when the owner's code has a hook for no tool */
export function makeMcpHandler(parts: ServerParts): McpHandler {
  const factory = new ServerFactory(parts);
  const { log, custom, caller, changes } = parts;
  const onerror = (error: Error) => log.debug('protocol error', { reason: error.message });
  const modern = createMcpHandler(factory.make, { onerror });
  const stop = changes.listen((change) => {
    if (change.kind === 'resources') modern.notify.resourcesChanged();
    else modern.notify.resourceUpdated(change.uri);
  });
  const { confirmDestructive, legacySessions: mode } = caller.config;
  const sessions =
    mode === 'off'
      ? undefined
      : new LegacySessions({
          mode,
          asksClient: custom.asksClient === true || confirmDestructive,
          makeServer: () => factory.makeLasting({ era: 'legacy' }),
        });
  const fetch = sessions === undefined ? modern.fetch : sessions.around(modern.fetch);
  return {
    factory,
    serve: toNodeHandler({ fetch }, { onerror, maxRequestBodySize: caller.config.maxRequestBytes }),
    close: async () => {
      stop();
      await Promise.all([modern.close(), sessions?.close()]);
    },
  };
}
