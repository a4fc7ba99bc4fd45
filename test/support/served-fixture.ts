import { fileURLToPath } from 'node:url';
import { serveHttp, toolData, type CustomCode, type ToolData } from '#lib/server-runtime';
import { startFixtureApi, type FixtureApi } from './fixture-api.js';
import { toolsOf } from './read-spec.js';

export const FIXTURE_SPEC = fileURLToPath(new URL('../specs/conformance.yaml', import.meta.url));

/** The fixture API and its MCP server, both in this process. */
export interface ServedFixture {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  readonly port: number;
  readonly api: FixtureApi;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly custom?: CustomCode;
  readonly more?: Partial<ToolData>;
}

export async function serveFixture({ env, custom, more }: FixtureOptions = {}): Promise<ServedFixture> {
  const api = await startFixtureApi();
  const { manifest, files } = await toolsOf(FIXTURE_SPEC);
  const data = { ...toolData(manifest, files), ...more };
  const variables = { UPSTREAM_BASE_URL: api.url, LOG_LEVEL: 'silent', ...env };
  const server = await serveHttp(data, variables, 0, custom);
  return {
    url: server.url,
    port: server.port,
    api,
    close: async () => {
      await server.close();
      await api.close();
    },
  };
}

/** One JSON-RPC request of 2025-11-25 as a plain POST. */
export function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
