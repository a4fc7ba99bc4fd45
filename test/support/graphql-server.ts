import { Client, StreamableHTTPClientTransport, type RequestOptions } from '@modelcontextprotocol/client';
import { serveHttp, toolData } from '#lib/server-runtime';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools, type ToolSelection } from '#lib/tool-mapping';

/** What a tool answered. */
export interface ToolAnswer {
  readonly isError?: boolean;
  readonly text: string;
  readonly structured?: Readonly<Record<string, unknown>>;
}

export interface GraphqlToolServer {
  call(name: string, args?: Record<string, unknown>, options?: RequestOptions): Promise<ToolAnswer>;
  readonly url: string;
  close(): Promise<void>;
}

/** A running server of a schema's tools, with a client connected to it. */
export async function serveSchema(
  sdl: string,
  env: Record<string, string>,
  selection: ToolSelection = {},
): Promise<GraphqlToolServer> {
  const { api } = await readApiDescription(
    { kind: 'text', name: 'schema.graphql', text: sdl },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  const { manifest, files, graphqlTypes } = mapTools(api, { selection });
  const server = await serveHttp(toolData(manifest, files, graphqlTypes), { LOG_LEVEL: 'silent', ...env }, 0);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  return {
    url: server.url,
    async call(name, args = {}, options = {}) {
      const { isError, content, structuredContent } = await client.callTool(
        { name, arguments: args },
        options,
      );
      return {
        ...(isError === undefined ? {} : { isError }),
        text: content.map((part) => (part.type === 'text' ? part.text : '')).join('\n'),
        ...(structuredContent === undefined
          ? {}
          : { structured: structuredContent as ToolAnswer['structured'] & {} }),
      };
    },
    async close() {
      await client.close();
      await server.close();
    },
  };
}
