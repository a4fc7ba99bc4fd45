import type { ServerManifest, ToolDefinition } from '#lib/server-runtime';
import type { ToolSet } from '#lib/tool-mapping';

/** A tool set of two tags, written by hand: what the renderer's own tests need of one. */
export function smallToolSet(manifest: Partial<ServerManifest> = {}): ToolSet {
  return {
    manifest: {
      format: 1,
      name: 'tide-tables',
      title: 'Tide tables',
      version: '2.1',
      description: 'High and low water.',
      servers: [{ url: 'https://tides.example.com/v2', variables: {} }],
      credentials: { key: { type: 'apiKey', in: 'header', name: 'X-Key', env: 'TIDE_TABLES_KEY' } },
      toolCount: 2,
      toolFiles: ['harbours.json', 'tides.json'],
      ...manifest,
    },
    files: [
      { tag: 'harbours', tools: [tool('list_harbours', 'GET', '/harbours')] },
      { tag: 'tides', tools: [tool('add_reading', 'POST', '/harbours/{id}/readings')] },
    ],
    skipped: [{ id: 'GET /live', reason: 'A stream of events is no tool.', code: 'mapping/stream' }],
    diagnostics: [],
  };
}

export function tool(name: string, method: string, path: string): ToolDefinition {
  const keys = [...path.matchAll(/\{([^}]+)\}/gu)].map((match) => match[1] ?? '');
  return {
    name,
    description: `${name}: ${method} ${path}`,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(keys.map((key) => [key, { type: 'string' }])),
      required: keys,
      additionalProperties: false,
    },
    annotations: {
      readOnlyHint: method === 'GET',
      destructiveHint: false,
      idempotentHint: method !== 'POST',
      openWorldHint: true,
    },
    operation: `${method} ${path}`,
    binding: {
      kind: 'http',
      method,
      path,
      parameters: keys.map((key) => ({
        argument: key,
        in: 'path',
        name: key,
        style: 'simple',
        explode: false,
      })),
      accept: ['application/json'],
      security: [[{ scheme: 'key', scopes: [] }]],
    },
  };
}
