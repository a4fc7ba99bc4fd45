import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corporaDir } from '../support/corpora.js';
import { executableSchema } from '../support/graphql-corpus.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../support/graphql-upstream.js';
import { HubProcess } from '../support/hub-process.js';
import { requirement, titled } from '../support/requirements.js';
import { RestClient } from '../support/rest-client.js';
import { startSubscriptionUpstream, type SubscriptionUpstream } from '../support/subscription-upstream.js';

interface Row {
  id: string;
  state: string;
  endpoint: string | null;
  reason: string | null;
}

interface Api {
  id: string;
  format: string;
  toolCount: number;
  tools: { name: string; operation: string }[];
  skipped: { id: string; code: string }[];
}

const SHOPIFY = join(corporaDir() ?? '', 'graphql/shopify/storefront.schema.json');
const SDL = 'type Query { now: String } type Subscription { rows(of: ID!): Row } type Row { id: ID! }';
const DRIVERS = [
  { name: 'process', needs: { available: true, reason: '' } },
  { name: 'docker', needs: await requirement('docker') },
];

describe.each(DRIVERS)('GraphQL through the hub, with the driver $name', ({ name, needs }) => {
  describe.skipIf(!needs.available)(titled(name, needs), () => {
    let hub: HubProcess;
    let rest: RestClient;

    beforeAll(async () => {
      hub = await HubProcess.create({ TOOLWRIGHT_RUNTIME: name, TOOLWRIGHT_SAMPLE: '0' });
      await hub.start();
      rest = new RestClient(hub.url);
      const first = await rest.post('/api/v1/setup', { token: hub.setupToken() });
      rest.key = String(first.body['apiKey']);
    });
    afterAll(() => hub?.remove());

    /** Generates and deploys an API. @returns a client of its server */
    async function deploy(api: string, variables: Record<string, string>): Promise<Client> {
      const generation = await rest.post<Row>(`/api/v1/apis/${api}/generations`);
      const made = await rest.until<Row>(`/api/v1/generations/${generation.body.id}`, isOver);
      expect(made).toMatchObject({ state: 'succeeded' });
      const { body } = await rest.post<Row>(`/api/v1/generations/${made.id}/deployments`, { variables });
      const healthy = await rest.until<Row>(`/api/v1/deployments/${body.id}`, isOver);
      expect(healthy).toMatchObject({ state: 'healthy', reason: null });
      const client = new Client(
        { name: 'test', version: '1' },
        { jsonSchemaValidator: new CfWorkerJsonSchemaValidator(), versionNegotiation: { mode: 'auto' } },
      );
      await client.connect(new StreamableHTTPClientTransport(new URL(healthy.endpoint ?? '')));
      return client;
    }

    describe.skipIf(corporaDir() === undefined)("Shopify's storefront", () => {
      let upstream: GraphqlUpstream;
      beforeAll(async () => {
        upstream = await startGraphqlUpstream(executableSchema(SHOPIFY));
      });
      afterAll(() => upstream?.close());

      it('becomes a healthy server whose tools reach the API', async () => {
        const bytes = await readFile(SHOPIFY);
        const { status, body } = await rest.upload<Api>('/api/v1/apis', 'storefront.schema.json', bytes, {
          apiKeyHeader: 'X-Shopify-Storefront-Access-Token',
        });
        expect(status).toBe(201);
        expect(body.format).toMatch(/^graphql /);
        expect(body.tools).toHaveLength(body.toolCount);
        const client = await deploy(body.id, {
          UPSTREAM_BASE_URL: upstream.url,
          GRAPHQL_API_KEY: 'canary-key',
          GRAPHQL_METHOD: 'POST',
        });
        try {
          expect((await client.listTools()).tools).toHaveLength(body.toolCount);
          const products = await client.callTool({ name: 'products', arguments: { first: 2 } });
          expect(products.structuredContent).toMatchObject({ data: { nodes: [{ title: 'value' }] } });
          expect(upstream.seen.at(-1)).toMatchObject({ errors: [], variables: { first: 2 } });
          expect(upstream.seen.at(-1)?.headers['x-shopify-storefront-access-token']).toBe('canary-key');
          const chosen = { name: 'shop', arguments: { fields: ['name', 'primaryDomain.host'] } };
          expect((await client.callTool(chosen)).structuredContent).toEqual({
            data: { name: 'value', primaryDomain: { host: 'value' } },
          });
          const input = { lines: [{ merchandiseId: 'gid://shopify/ProductVariant/1', quantity: 2 }] };
          const cart = await client.callTool({ name: 'cartCreate', arguments: { input } });
          expect(cart.isError).not.toBe(true);
          expect(upstream.seen.at(-1)).toMatchObject({ errors: [], variables: { input } });
          const wrong = { name: 'cartCreate', arguments: { input: { lines: [{ quantity: 'many' }] } } };
          expect(await client.callTool(wrong)).toMatchObject({ isError: true });
        } finally {
          await client.close();
        }
      }, 120_000);
    });

    describe('subscriptions', () => {
      let upstream: SubscriptionUpstream;
      beforeAll(async () => {
        upstream = await startSubscriptionUpstream(buildSchema(SDL));
      });
      afterAll(() => upstream?.close());

      it('are tools where the selection asks for them, and can be turned on later', async () => {
        const plain = await rest.post<Api>('/api/v1/apis', { content: SDL, name: 'rows.graphql' });
        expect(plain.body.tools.map((tool) => tool.name)).toEqual(['now']);
        expect(plain.body.skipped).toMatchObject([
          { id: 'subscription rows', code: 'spec/graphql-subscription' },
        ]);
        const selection = { subscriptions: { maxEvents: 3 } };
        const turned = await rest.put<{ changes: object }>(`/api/v1/apis/${plain.body.id}/overlay`, {
          selection,
        });
        expect(turned.body.changes).toMatchObject({ added: [{ name: 'rows' }], removed: [] });
        const wrong = { selection: { subscriptions: { maxEvents: 'many' } } };
        const refused = await rest.put(`/api/v1/apis/${plain.body.id}/overlay`, wrong);
        expect([refused.status, refused.body['code']]).toEqual([422, 'overlay-invalid']);
        for (const transport of ['sse', 'websocket']) {
          const client = await deploy(plain.body.id, {
            UPSTREAM_BASE_URL: upstream.url,
            GRAPHQL_SUBSCRIPTIONS_TRANSPORT: transport,
          });
          upstream.script = { events: [{ rows: { id: 'a' } }, { rows: { id: 'b' } }], after: 'wait' };
          try {
            const call = { name: 'rows', arguments: { of: '1', max_events: 2 } };
            expect((await client.callTool(call)).structuredContent).toEqual({
              events: [{ data: { id: 'a' } }, { data: { id: 'b' } }],
              ended: 'max_events',
            });
            expect(upstream.seen.at(-1)).toMatchObject({ transport, variables: { of: '1' } });
          } finally {
            await client.close();
          }
        }
      }, 120_000);
    });
  });
});

function isOver({ state }: Row): boolean {
  return ['succeeded', 'healthy', 'failed'].includes(state);
}
