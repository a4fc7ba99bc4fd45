import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { serveHttp, toolData, type ToolDefinition } from '#lib/server-runtime';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { corporaDir } from '../../support/corpora.js';
import { executableSchema, graphqlEntries } from '../../support/graphql-corpus.js';
import { startSubscriptionUpstream } from '../../support/subscription-upstream.js';
import { toolFaults } from '../../support/tool-faults.js';
import { leastFor } from '../../support/tool-values.js';

const folder = corporaDir() ?? '';
const WITH_SUBSCRIPTIONS = graphqlEntries().filter(
  ({ path }) => executableSchema(join(folder, path)).getSubscriptionType() != null,
);

describe.skipIf(folder === '')('the corpus', () => {
  it('has schemas with subscriptions', () => {
    expect(WITH_SUBSCRIPTIONS.length).toBeGreaterThanOrEqual(2);
  });
});

describe.each(WITH_SUBSCRIPTIONS)('$path', ({ path }) => {
  const file = join(folder, path);

  it('has a valid tool for each subscription, where they are asked for, and each gives data both ways', async () => {
    const { api } = await readApiDescription(
      { kind: 'path', path: file },
      { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
    );
    const unasked = mapTools(api);
    const toolSet = mapTools(api, { selection: { subscriptions: true } });
    const schema = executableSchema(file);
    const fields = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
    const tools = toolSet.files.flatMap((group) => group.tools);
    const subscriptions = tools.filter(({ binding }) => binding.kind === 'subscription');
    expect(subscriptions.map(({ operation }) => operation).toSorted()).toEqual(
      fields.map((name) => `subscription ${name}`).toSorted(),
    );
    expect(unasked.skipped.filter(({ code }) => code === 'spec/graphql-subscription')).toHaveLength(
      fields.length,
    );
    // Nothing else changes with them.
    const others = tools.filter((tool) => !subscriptions.includes(tool));
    expect(unasked.files.flatMap((group) => group.tools)).toEqual(others);
    expect(toolFaults(subscriptions)).toEqual([]);
    expect(
      subscriptions.flatMap(({ binding }) =>
        'document' in binding ? validate(schema, parse(binding.document)).map(({ message }) => message) : [],
      ),
    ).toEqual([]);
    const upstream = await startSubscriptionUpstream(schema);
    try {
      for (const transport of ['sse', 'websocket'])
        await callEach(toolSet, subscriptions, { url: upstream.url, transport });
      expect(upstream.seen).toHaveLength(fields.length * 4);
      console.log(`${path}: ${fields.length} subscriptions, ${upstream.seen.length} calls gave data`);
    } finally {
      upstream.close();
    }
  }, 120_000);
});

/** With the default fields, and with the default fields asked for by name. */
async function callEach(
  { manifest, files, graphqlTypes }: ReturnType<typeof mapTools>,
  tools: readonly ToolDefinition[],
  { url, transport }: { url: string; transport: string },
): Promise<void> {
  const env = { UPSTREAM_BASE_URL: url, GRAPHQL_SUBSCRIPTIONS_TRANSPORT: transport, LOG_LEVEL: 'silent' };
  const server = await serveHttp(toolData(manifest, files, graphqlTypes), env, 0);
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    for (const { name, inputSchema, binding } of tools) {
      const by = 'selection' in binding ? binding.selection?.argument : undefined;
      for (const more of [{}, by === undefined ? {} : { [by]: ['*', '__typename'] }]) {
        const result = await client.callTool({ name, arguments: { ...leastFor(inputSchema), ...more } });
        const { structuredContent: given } = result as { structuredContent?: { events: object[] } };
        expect(given, `${name}: ${JSON.stringify(result.content)}`).toMatchObject({ ended: 'complete' });
        expect(given?.events, name).toMatchObject([{ data: expect.anything() }]);
        expect(given?.events[0], name).not.toHaveProperty('errors');
      }
    }
  } finally {
    await client.close();
    await server.close();
  }
}
