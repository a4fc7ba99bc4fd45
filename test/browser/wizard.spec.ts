import { readFile } from 'node:fs/promises';
import { buildSchema } from 'graphql';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestBrowser } from '../support/browser.js';
import { startGraphqlUpstream, type GraphqlUpstream } from '../support/graphql-upstream.js';
import { manyOperations, SCROLL } from '../support/many-operations.js';
import { requirement, titled } from '../support/requirements.js';
import { startUpstream, TestHub, type SlowUpstream } from '../support/test-hub.js';
import { WizardWalk } from '../support/wizard-walk.js';

const PETSTORE = new URL('../specs/petstore-3.0.yaml', import.meta.url);
const SDL = 'type Query { book(id: ID!): Book } type Book { id: ID! title: String }';
const TARGET_MS = 60_000;

const needed = await requirement('chromium');

describe.skipIf(!needed.available)(titled('the wizard', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let page: Page;
  let walk: WizardWalk;
  let upstream: SlowUpstream;
  let graphql: GraphqlUpstream;
  let text: string;

  beforeAll(async () => {
    text = await readFile(PETSTORE, 'utf8');
    upstream = await startUpstream();
    graphql = await startGraphqlUpstream(buildSchema(SDL));
    hub = await TestHub.start({
      TOOLWRIGHT_ALLOWED_NETWORKS: '127.0.0.0/8',
      TOOLWRIGHT_START_TIMEOUT_S: '30',
    });
    browser = await TestBrowser.open(hub);
    page = await browser.signedIn();
    walk = new WizardWalk(page);
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
    graphql?.close();
  });

  const source = (tab: string) => walk.source(tab);
  const next = () => walk.next();
  const tree = () => walk.tree();
  const step = (name: string) => walk.step(name);
  const pasted = () => walk.paste(text);

  it('asks an endpoint with given headers, and has examples', async () => {
    await source('File');
    expect(await browser.inspect(page, 'wizard-source-file')).toEqual([]);
    await source('GraphQL endpoint');
    await page.getByLabel('Address of the endpoint').fill(graphql.url);
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel('Name of header 1').fill('X-Asked-By');
    await page.getByLabel('Value of header 1').fill('wizard');
    expect(await browser.inspect(page, 'wizard-source-graphql')).toEqual([]);
    await page.getByRole('button', { name: 'Ask for the schema' }).click();
    await tree().getByText('book', { exact: true }).first().waitFor();
    expect(graphql.seen[0]?.headers['x-asked-by']).toBe('wizard');
    for (const name of ['Bookshelf', 'Petstore', 'Observatory']) {
      await source('Examples');
      await page.getByRole('button', { name }).click();
      await tree().waitFor();
    }
  });

  it('says what is wrong with a description, and keeps the text', async () => {
    await source('Text');
    await page.getByLabel('Description', { exact: true }).fill('openapi: 3.1.0\ninfo: [');
    await page.getByRole('button', { name: 'Read it' }).click();
    for (const text of ['Code', /:3:1$/, 'Correct the syntax at this place.'])
      await page.getByRole('alert').getByText(text).waitFor();
    expect(await browser.inspect(page, 'wizard-source-faulty')).toEqual([]);
    await page.reload();
    await page.getByRole('tab', { name: 'Text', exact: true }).click();
    expect(await page.getByLabel('Description', { exact: true }).inputValue()).toContain('info: [');
  });

  it('leads from the petstore to a call with what it shows, in less than a minute', async () => {
    const began = performance.now();
    await pasted();
    const credentials = { API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1' };
    await walk.deploy({ base: upstream.url, credentials, check: 'getInventory' });
    expect(await walk.connectAndCall('getPetById', { petId: 7 })).toContain('Rex');
    const took = performance.now() - began;
    console.log(`from a pasted description to a call: ${(took / 1000).toFixed(1)} s`);
    expect(took).toBeLessThan(TARGET_MS);
    expect(await browser.inspect(page, 'wizard-connect')).toEqual([]);
    await page.goBack();
    await page.getByText('healthy, with 19 tools').waitFor();
    await page.getByRole('log').getByText(/./).first().waitFor();
    expect(await browser.inspect(page, 'wizard-deploy')).toEqual([]);
    const stored = await page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })');
    expect(stored).not.toMatch(/token-1|key-1/);
  });

  it('keeps what was chosen and written over a reload, back, and a lost connection', async () => {
    await pasted();
    await tree().getByRole('treeitem', { name: /^user/ }).locator('[data-part=box]').click();
    await tree()
      .getByRole('treeitem', { name: /getInventory/ })
      .locator('[data-part=edit]')
      .click();
    await page.getByRole('dialog').getByLabel('Name').fill('count_stock');
    await page.getByRole('dialog').getByLabel('Description').fill('How many pets there are, by status.');
    expect(await browser.inspect(page, 'wizard-edit')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.reload();
    await tree().getByText('count_stock').waitFor();
    await page.getByText('12 tools').waitFor();
    expect(await browser.inspect(page, 'wizard-review')).toEqual([]);

    await browser.context.setOffline(true);
    await next();
    await page.getByText('hub-unreachable').waitFor();
    expect(await browser.inspect(page, 'wizard-offline')).toEqual([]);
    await browser.context.setOffline(false);
    await next();
    await page.getByLabel('Base address').fill(upstream.url);
    expect(await browser.inspect(page, 'wizard-access')).toEqual([]);
    await next();
    await page.getByRole('radio', { name: /^Search/ }).check();
    await page.getByLabel('Replicas').fill('2');
    expect(await browser.inspect(page, 'wizard-options')).toEqual([]);
    await page.reload();
    expect(await page.getByLabel('Replicas').inputValue()).toBe('2');
    expect(await page.getByRole('radio', { name: /^Search/ }).isChecked()).toBe(true);
    await page.goBack();
    expect(await page.getByLabel('Base address').inputValue()).toBe(upstream.url);
    await page.goBack();
    await tree().getByText('count_stock').waitFor();
    await page.goForward();
    await page.goForward();
    await step('Options');
    await next();
    await page.getByRole('button', { name: 'Generate and deploy' }).click();
    await page.waitForURL(/generation=/);
    await browser.context.setOffline(true);
    await page.waitForTimeout(1_500);
    await browser.context.setOffline(false);
    await page.reload();
    const resume = page.getByRole('button', { name: 'Try again' });
    await page.getByText('healthy, with').or(resume).first().waitFor({ timeout: 60_000 });
    if (await resume.isVisible()) await resume.click();
    // A search over the twelve has three.
    await page.getByText('healthy, with 3 tools').waitFor({ timeout: 60_000 });
  });

  it('says why a server does not come up, and tries again with what was mended', async () => {
    await pasted();
    await next();
    await page.getByLabel('Base address').fill('http://127.0.0.1:1/v3');
    await page.getByLabel('Tool to call').selectOption('getInventory');
    await next();
    await next();
    await page.getByRole('button', { name: 'Generate and deploy' }).click();
    await page.getByRole('button', { name: 'Change address or credentials' }).waitFor({ timeout: 60_000 });
    expect(await browser.inspect(page, 'wizard-failed')).toEqual([]);
    await page.getByRole('button', { name: 'Change address or credentials' }).click();
    await page.getByLabel('Base address').fill(upstream.url);
    await page.getByLabel('API_KEY').fill('key-1');
    await next();
    await next();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('healthy, with 19 tools').waitFor({ timeout: 60_000 });
  });

  it('goes all the way by keyboard alone', async () => {
    const press = (key: string) => page.keyboard.press(key);
    const reach = async (role: string, name: RegExp) => {
      const wanted = page.getByRole(role as 'button', { name }).first();
      await wanted.waitFor();
      for (let tabs = 0; tabs < 100; tabs += 1) {
        if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
        await press(tabs < 50 ? 'Tab' : 'Shift+Tab');
      }
      throw new Error(`${role} ${name.source} is not reached by Tab`);
    };
    await page.goto('/apis/new');
    await reach('tab', /^Address$/);
    for (const name of ['File', 'Text', 'GraphQL', 'Examples'])
      await press('ArrowRight').then(() => page.getByRole('tab', { name, selected: true }).waitFor());
    await reach('button', /^Petstore/);
    await press('Enter');
    await reach('tree', /Tools/);
    await press('ArrowDown');
    await press('Space');
    await page.getByText('18 tools').waitFor();
    await press('Enter');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await press('Escape');
    await reach('tree', /Tools/);
    await press('Space');
    await page.getByText('19 tools').waitFor();
    await reach('button', /^Next$/);
    await press('Enter');
    await reach('textbox', /Base address/);
    await page.keyboard.type(upstream.url);
    await press('Enter');
    await step('Options');
    await reach('button', /^Next$/);
    await press('Enter');
    await reach('button', /^Generate and deploy$/);
    await press('Enter');
    await page.getByText('healthy, with 19 tools').waitFor({ timeout: 60_000 });
    await reach('button', /^Connect a client$/);
    await press('Enter');
    await reach('tab', /^Claude Code$/);
    await press('ArrowRight');
    await page.getByText('claude_desktop_config.json').waitFor();
  });

  it('scrolls five thousand tools, and finds one of them', async () => {
    const many = manyOperations(upstream.url);
    await source('File');
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'many.json', mimeType: 'application/json', buffer: Buffer.from(many) });
    await page.getByText('5,000 tools').waitFor({ timeout: 60_000 });
    const frames = ((await page.evaluate(SCROLL)) as number[]).toSorted((a, b) => a - b);
    const median = frames[Math.floor(frames.length / 2)] ?? Infinity;
    console.log(
      `frames of scrolling 5,000 tools: median ${median.toFixed(0)} ms, longest ${frames.at(-1)?.toFixed(0)} ms`,
    );
    expect(await page.getByRole('treeitem').count()).toBeLessThan(60);
    await page.getByLabel('Search for tools').fill('thing_4321');
    await tree().getByText('thing_4321').waitFor();
    await page.getByRole('button', { name: 'Leave out 1' }).click();
    await page.getByText('4,999 tools').waitFor();
    await page.getByLabel('Search for tools').fill('');
    expect(await browser.inspect(page, 'wizard-many')).toEqual([]);
  });

  it('can be used at 375 pixels', async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    await pasted();
    expect(await browser.inspect(page, 'wizard-review-small')).toEqual([]);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('writes no error to the console but those of refused or lost requests', () => {
    const expected = /status of (?:400|422)|ERR_INTERNET_DISCONNECTED/;
    expect(browser.consoleErrors.filter((error) => !expected.test(error))).toEqual([]);
  });
});
