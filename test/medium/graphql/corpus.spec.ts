import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { serveHttp, toolData, type ToolDefinition } from '#lib/server-runtime';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { corporaDir } from '../../support/corpora.js';
import { executableSchema, graphqlEntries } from '../../support/graphql-corpus.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../../support/graphql-upstream.js';
import { toolFaults } from '../../support/tool-faults.js';
import { leastFor, mostFor } from '../../support/tool-values.js';

const folder = corporaDir() ?? '';

describe.each(graphqlEntries())('$path', ({ path, operations }) => {
  const file = join(folder, path);

  it('becomes tools or listed skips, with sound schemas and valid documents', async () => {
    const { api } = await read(file);
    expect(api.operations.length + api.skipped.length).toBe(operations);
    expect(api.skipped.every(({ reason }) => reason !== '')).toBe(true);
    const tools = toolsOf(mapTools(api));
    expect(new Set(tools.map(({ name }) => name.toLowerCase())).size).toBe(tools.length);
    expect(toolFaults(tools)).toEqual([]);
    const schema = executableSchema(file);
    const invalid = tools.flatMap(({ name, binding }) =>
      binding.kind === 'graphql'
        ? validate(schema, parse(binding.document)).map(({ message }) => `${name}: ${message}`)
        : `${name} is no GraphQL tool`,
    );
    expect(invalid).toEqual([]);
  }, 300_000);

  it('answers every tool with data and without an error', async () => {
    const { api } = await read(file);
    const toolSet = mapTools(api);
    const upstream = await startGraphqlUpstream(executableSchema(file));
    const data = toolData(toolSet.manifest, toolSet.files, toolSet.graphqlTypes);
    const env = { UPSTREAM_BASE_URL: upstream.url, LOG_LEVEL: 'silent' };
    const server = await serveHttp(data, env, 0);
    const client = new Client(
      { name: 'test', version: '1' },
      { jsonSchemaValidator: new CfWorkerJsonSchemaValidator(), versionNegotiation: { mode: 'auto' } },
    );
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
      const faults: string[] = [];
      let calls = 0;
      for (const tool of toolsOf(toolSet)) {
        for (const args of argumentsOf(tool)) {
          calls += 1;
          const fault = await faultOf(client, { tool, args, upstream });
          if (fault !== undefined)
            faults.push(`${tool.name} ${JSON.stringify(args).slice(0, 300)}: ${fault}`);
        }
      }
      console.log(
        `${path}: ${toolsOf(toolSet).length} tools, ${calls - faults.length} of ${calls} calls right`,
      );
      expect(faults).toEqual([]);
    } finally {
      await client.close();
      await server.close();
      upstream.close();
    }
  }, 300_000);
});

function read(path: string) {
  return readApiDescription(
    { kind: 'path', path },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
}

function toolsOf({ files }: ReturnType<typeof mapTools>): readonly ToolDefinition[] {
  return files.flatMap(({ tools }) => tools);
}

/** The least, the most, and the most with the default fields asked for by name. */
function argumentsOf({ inputSchema, binding }: ToolDefinition): Record<string, unknown>[] {
  const by = binding.kind === 'graphql' ? binding.selection?.argument : undefined;
  const without = { ...inputSchema, properties: { ...inputSchema.properties } };
  if (by !== undefined) delete (without.properties as Record<string, unknown>)[by];
  const most = mostFor(without);
  return [leastFor(inputSchema), most, ...(by === undefined ? [] : [{ ...most, [by]: ['*', '__typename'] }])];
}

async function faultOf(
  client: Client,
  call: { tool: ToolDefinition; args: Record<string, unknown>; upstream: GraphqlUpstream },
): Promise<string | undefined> {
  const { tool, upstream } = call;
  upstream.seen.length = 0;
  const result = await client.callTool({ name: tool.name, arguments: call.args });
  if (result.isError === true) return JSON.stringify(result.content).slice(0, 600);
  const [request, ...more] = upstream.seen;
  if (request === undefined || more.length > 0) return `${upstream.seen.length} requests instead of one`;
  if (request.errors.length > 0) return request.errors.join('; ');
  const { data, errors } = (result.structuredContent ?? {}) as { data?: unknown; errors?: unknown };
  if (data === undefined || data === null || errors !== undefined) return 'no data, or errors beside it';
  return alteredOf(call, request.variables);
}

/** Each argument arrives as the value of its variable, unaltered. */
function alteredOf(
  { tool, args }: { tool: ToolDefinition; args: Record<string, unknown> },
  arrived: Readonly<Record<string, unknown>>,
): string | undefined {
  const variables = tool.binding.kind === 'graphql' ? tool.binding.variables : [];
  const altered = variables.filter(
    ({ argument, name, uploads }) =>
      uploads === undefined && JSON.stringify(args[argument]) !== JSON.stringify(arrived[name]),
  );
  return altered.length === 0 ? undefined : `altered: ${altered.map(({ name }) => name).join(', ')}`;
}
