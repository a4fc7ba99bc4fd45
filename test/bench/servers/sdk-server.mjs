/** The official SDK's own high-level server with the same tool, set up as its documentation does. */
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { listening } from './listening.mjs';

const inputSchema = fromJsonSchema({
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
});
const handler = createMcpHandler(
  () => {
    const server = new McpServer({ name: 'echo', version: '1' });
    server.registerTool('echo', { description: 'Echoes a text.', inputSchema }, ({ text }) => ({
      content: [{ type: 'text', text }],
    }));
    return server;
  },
  { responseMode: 'json' },
);
listening(createServer(toNodeHandler(handler)), '/mcp');
