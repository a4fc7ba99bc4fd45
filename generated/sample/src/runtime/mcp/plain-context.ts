import type { ServerContext } from '@modelcontextprotocol/server';

/**
 * What the SDK gives a handler, for a call that came without it: nothing but the request, its end and what the client
 * said of itself. Owner's code that may look further is never given one.
 */
export function plainContext(meta: unknown, signal: AbortSignal): ServerContext {
  const mcpReq = { method: 'tools/call', signal, envelope: meta, notify: () => Promise.resolve() };
  return { mcpReq } as unknown as ServerContext;
}
