import { ProtocolError, Server } from '@modelcontextprotocol/server';
import type { ToolCaller } from '../tool-caller.js';
import type { ToolData } from '../tool-data.js';
import { ToolPages } from './tool-pages.js';

const INVALID_PARAMS = -32_602;
/** The list changes with a new release of the server only. */
const LIST_TTL_MS = 300_000;

/**
 * Makes MCP servers, one a request or connection as the SDK wants it. What they answer from is
 * prepared once.
 */
export function createServerFactory(data: ToolData, caller: ToolCaller): () => Server {
  const { manifest } = data;
  const pages = new ToolPages(data.tools);
  const byName = new Map(data.tools.map((tool) => [tool.name, tool]));
  // Short: every answer of the newest protocol carries it.
  const info = { name: manifest.name, title: manifest.title, version: manifest.version };
  const hint = { ttlMs: LIST_TTL_MS, cacheScope: 'public' as const };
  const options = {
    capabilities: { tools: {} },
    instructions: instructionsOf(data),
    cacheHints: { 'tools/list': hint, 'server/discover': hint },
  };
  return () => {
    const server = new Server(info, options);
    server.setRequestHandler('tools/list', (request) => pages.page(request.params?.cursor));
    server.setRequestHandler('tools/call', (request, context) => {
      const tool = byName.get(request.params.name);
      if (tool === undefined) throw new ProtocolError(INVALID_PARAMS, `Unknown tool: ${request.params.name}`);
      return caller.call(tool, request.params.arguments, context.mcpReq.signal);
    });
    return server;
  };
}

function instructionsOf({ manifest }: ToolData): string {
  return `Tools of ${manifest.title} ${manifest.version}. Each tool is one call of the API; a result with isError says what to correct.`;
}
