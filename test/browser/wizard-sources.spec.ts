import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { strToU8, zipSync } from 'fflate';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestBrowser } from '../support/browser.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../support/graphql-upstream.js';
import { requirement, titled } from '../support/requirements.js';
import { startUpstream, TestHub, type SlowUpstream } from '../support/test-hub.js';
import { WizardWalk } from '../support/wizard-walk.js';

const PETSTORE = new URL('../specs/petstore-3.0.yaml', import.meta.url);
const SDL = 'type Query { book(id: ID!): Book } type Book { id: ID! title: String }';
const needed = await requirement('chromium');

describe.skipIf(!needed.available)(titled('the wizard, from each source to a call', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let walk: WizardWalk;
  let upstream: SlowUpstream;
  let graphql: GraphqlUpstream;
  let files: Server;
  let text: string;

  beforeAll(async () => {
    text = await readFile(PETSTORE, 'utf8');
    upstream = await startUpstream();
    graphql = await startGraphqlUpstream(buildSchema(SDL));
    files = createServer((_request, response) => void response.end(text));
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    hub = await TestHub.start({
      TOOLWRIGHT_ALLOWED_NETWORKS: '127.0.0.0/8',
      TOOLWRIGHT_START_TIMEOUT_S: '30',
    });
    browser = await TestBrowser.open(hub);
    walk = new WizardWalk(await browser.signedIn());
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    for (const helper of [upstream, graphql, files]) helper?.close();
  });

  const addressOf = ({ port }: AddressInfo) => `http://127.0.0.1:${port}/petstore.yaml`;
  const ways: readonly [source: string, read: () => Promise<void>][] = [
    ['a file', () => walk.choose('petstore.yaml', strToU8(text))],
    ['a zip', () => walk.choose('petstore.zip', zipSync({ 'openapi.yaml': strToU8(text) }))],
    [
      'an address',
      async () => {
        await walk.source('Address');
        await walk.page
          .getByLabel('Address of the description')
          .fill(addressOf(files.address() as AddressInfo));
        await walk.page.keyboard.press('Enter');
      },
    ],
    ['a text', () => walk.paste(text)],
    [
      'an example',
      async () => {
        await walk.source('Examples');
        await walk.page.getByRole('button', { name: 'Petstore' }).click();
      },
    ],
  ];

  it.each(ways)('%s', async (_source, read) => {
    await read();
    await walk.tree().getByText('findPetsByStatus').first().waitFor();
    const credentials = { API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1' };
    await walk.deploy({ base: upstream.url, credentials });
    expect(await walk.connectAndCall('getPetById', { petId: 7 })).toContain('Rex');
  });

  it('a GraphQL endpoint', async () => {
    await walk.source('GraphQL endpoint');
    await walk.page.getByLabel('Address of the endpoint').fill(graphql.url);
    await walk.page.getByRole('button', { name: 'Ask for the schema' }).click();
    await walk.tree().getByText('book', { exact: true }).first().waitFor();
    await walk.deploy({});
    expect(await walk.connectAndCall('book', { id: '1' })).toContain('title');
    expect(graphql.seen.at(-1)).toMatchObject({ errors: [], variables: { id: '1' } });
  });
});
