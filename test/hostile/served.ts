import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, type CallToolResult, type Tool } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { bundleProject, renderProject } from '#lib/server-project';
import type { ToolSet } from '#lib/tool-mapping';
import { cleanEnvironment } from '../support/generated-project.js';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** An API of this test: answers every request with `{}` and keeps what it saw. */
export class LoopbackUpstream {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      this.seen.push({ method, url, headers, rawHeaders, body });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export interface RunningTools {
  readonly tools: readonly Tool[];
  call(name: string, args: Record<string, unknown>): Promise<CallToolResult>;
}

interface ServeOptions {
  readonly record: string;
  readonly upstream: LoopbackUpstream;
  /** Without it the server has the description's own servers only. */
  readonly configured?: boolean;
}

/** Bundles a tool set, starts it under the guard over stdio, and hands its tools to `use`. */
export async function withServer<T>(
  toolSet: ToolSet,
  options: ServeOptions,
  use: (running: RunningTools) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-server-'));
  const { files, entry } = await bundleProject(await renderProject(toolSet));
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', new URL('no-network.mjs', import.meta.url).href, join(folder, entry), '--stdio'],
    env: environment(options),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'hostile-test', version: '1.0.0' });
  try {
    await client.connect(transport);
    return await use({
      tools: await listAll(client),
      call: async (name, args) => (await client.callTool({ name, arguments: args })) as CallToolResult,
    });
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function environment({ record, upstream, configured = true }: ServeOptions): Record<string, string> {
  return {
    ...(cleanEnvironment() as Record<string, string>),
    HOSTILE_RECORD: record,
    HOSTILE_OWN_PORTS: String(upstream.port),
    UPSTREAM_RETRIES: '0',
    ...(configured ? { UPSTREAM_BASE_URL: `http://127.0.0.1:${upstream.port}/base` } : {}),
  };
}

async function listAll(client: Client): Promise<Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

const SAMPLES: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  ['integer', 1],
  ['number', 1],
  ['boolean', true],
  ['array', []],
]);

/** The least that a schema takes. */
export function sampleOf(schema: unknown, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > 4) return 'x';
  const { type: types, enum: values, properties = {} } = schema as Record<string, unknown>;
  if (Array.isArray(values)) return values[0];
  const type = Array.isArray(types) ? types[0] : types;
  if (type !== 'object') return SAMPLES.get(type) ?? 'x';
  const members = Object.entries(properties as Record<string, unknown>).slice(0, 20);
  return Object.fromEntries(members.map(([name, inner]) => [name, sampleOf(inner, depth + 1)]));
}
