import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import { serveHttp, toolData } from '#lib/server-runtime';
import { DEFAULT_READ_LIMITS, readApiDescription, type SpecSource } from '#lib/spec-parser';
import { mapTools, type ToolSet } from '#lib/tool-mapping';
import { differences } from './differences.js';
import { checkGroup, documentOf, filled, operationIdOf } from './document.js';
import type { FidelityCase, FidelityGroup } from './fidelity-case.js';
import { Upstream } from './upstream.js';

/** A server of a group's tools; `url` ends in `/mcp`. */
export interface GroupServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the server of tools with these variables. */
export type Serve = (tools: ToolSet, env: Readonly<Record<string, string>>) => Promise<GroupServer>;

const inThisProcess: Serve = ({ manifest, files }, env) =>
  serveHttp(toolData(manifest, files), { LOG_LEVEL: 'silent', ...env }, 0);

/** A group's API, MCP server and client, all on 127.0.0.1. */
export class GroupRun {
  private constructor(
    readonly cases: readonly FidelityCase[],
    private readonly upstream: Upstream,
    private readonly server: GroupServer,
    private readonly client: Client,
  ) {}

  /** Reads the group's description, maps it, serves its tools and connects the official client. */
  static async start(group: FidelityGroup, serve = inThisProcess): Promise<GroupRun> {
    checkGroup(group);
    const upstream = await Upstream.start();
    try {
      const values = {
        api: `http://${upstream.host('api')}`,
        apiHost: upstream.host('api'),
        other: `http://${upstream.host('other')}`,
      };
      const { cases, env = {} } = filled({ cases: group.cases, env: group.env }, values);
      const text = JSON.stringify(filled(documentOf(group), values));
      const tools = await toolsOf(await source(upstream, group, text));
      const server = await serve(tools, env);
      const client = new Client({ name: 'fidelity', version: '1' });
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
      return new GroupRun(cases, upstream, server, client);
    } catch (error) {
      await upstream.close();
      throw error;
    }
  }

  /** Runs one case; gives what differs, in words. */
  async run(one: FidelityCase): Promise<string[]> {
    this.upstream.expect(one.answers ?? []);
    const started = performance.now();
    let result: CallToolResult;
    try {
      result = await this.call(one);
    } catch (error) {
      return [`the call failed: ${String(error)}`];
    }
    const lasted = performance.now() - started;
    const found = differences(one, this.upstream.arrived(), result);
    // Timers may fire a moment early.
    if (one.lastsMs !== undefined && lasted < one.lastsMs - 5)
      found.push(`the call took ${Math.round(lasted)} ms, not ${one.lastsMs}`);
    return found;
  }

  private async call({ call, args, times = 1 }: FidelityCase): Promise<CallToolResult> {
    const request = { name: operationIdOf(call), arguments: { ...args } };
    for (let before = 1; before < times; before += 1) await this.client.callTool(request);
    return this.client.callTool(request);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.server.close();
    await this.upstream.close();
  }
}

async function source(upstream: Upstream, group: FidelityGroup, text: string): Promise<SpecSource> {
  if (group.fetchedFrom === undefined) return { kind: 'text', name: 'openapi.json', text };
  upstream.expect([{ headers: { 'content-type': 'application/json' }, body: text }]);
  return { kind: 'url', url: `http://${upstream.host('api')}${group.fetchedFrom}` };
}

async function toolsOf(from: SpecSource): Promise<ToolSet> {
  const { api } = await readApiDescription(from, {
    limits: DEFAULT_READ_LIMITS,
    fetch: { allowedNetworks: ['127.0.0.1/32'], trustEntryUrl: false },
  });
  return mapTools(api);
}
