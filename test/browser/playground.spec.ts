import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEntity } from '#lib/deployment';
import { EXCHANGE_KEY_META } from '#lib/server-runtime';
import { TestBrowser } from '../support/browser.js';
import { startRecordingUpstream, type RecordingUpstream } from '../support/recording-upstream.js';
import { requirement, titled } from '../support/requirements.js';
import { callOnce, TestHub } from '../support/test-hub.js';

const needed = await requirement('chromium');
/** With characters that are written otherwise in addresses, forms and JSON. */
const TOKEN = 'canary-token/+="s3cret';
const KEY = 'canary-key/+="s3cret';

describe.skipIf(!needed.available)(titled('the playground', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let upstream: RecordingUpstream;
  let server: DeploymentEntity;
  let page: Page;

  beforeAll(async () => {
    [hub, upstream] = await Promise.all([TestHub.start(), startRecordingUpstream()]);
    const variables = { PETSTORE_AUTH_TOKEN: TOKEN, API_KEY: KEY, UPSTREAM_BASE_URL: upstream.url };
    const generation = await hub.generate(await hub.register());
    server = await hub.deploy(generation, upstream, { variables });
    await hub.untilState(server.id, 'healthy');
    browser = await TestBrowser.open(hub);
    page = await browser.signedIn();
    page.setDefaultTimeout(10_000);
    await page.goto(`/servers/${server.id}/playground`);
    await page.getByLabel('Tool', { exact: true }).waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
  });

  const choose = (name: string) => page.getByLabel('Tool', { exact: true }).selectOption(name);
  const call = () => page.getByRole('button', { name: 'Call', exact: true }).click();
  const shown = (label: string) => page.locator(`pre[aria-label="${label}"]`);
  const argument = (name: string) => page.getByLabel(name).first();

  async function expectNoSecret(): Promise<void> {
    const html = await page.content();
    for (const secret of [TOKEN, KEY])
      for (const form of [secret, encodeURIComponent(secret), 's3cret']) expect(html).not.toContain(form);
  }

  it('calls a tool with path, query and body arguments, and shows the request that arrived', async () => {
    await choose('updatePetWithForm');
    await argument('petId').fill('12');
    await argument('name').fill('Rex & Co');
    await argument('status').fill('sold');
    await call();
    await shown('Answer').waitFor();
    const [request = '', ...headers] = ((await shown('Request').textContent()) ?? '').split('\n');
    const arrived = upstream.arrived.at(-1);
    expect(arrived?.url).toBe('/v3/pet/12?name=Rex%20%26%20Co&status=sold');
    const origin = new URL(upstream.url).origin;
    expect(request).toBe(`${arrived?.method} ${origin}${arrived?.url}`);
    const { connection: _connection, ...got } = arrived?.headers ?? {};
    const told = Object.fromEntries(headers.map((line) => line.split(/: (.*)/).slice(0, 2)));
    expect(got['authorization']).toBe(`Bearer ${TOKEN}`);
    expect({ ...told, 'content-length': '0' }).toEqual({
      'content-length': '0',
      ...got,
      authorization: 'Bearer ***',
    });
    expect(await shown('Answer').textContent()).toContain('x-echo: Bearer ***');
    await expectNoSecret();
    expect(await browser.inspect(page, 'playground-result')).toEqual([]);
  });

  it('sends a nested body as it was filled in', async () => {
    await choose('addPet');
    await argument('name').fill('Bello');
    await page.getByRole('button', { name: 'Add to photoUrls' }).click();
    await page.getByLabel('photoUrls[0]').first().fill('https://pets.test/1.png');
    await page.getByRole('button', { name: 'Add category' }).click();
    await page.getByRole('group', { name: 'category' }).getByLabel('name').fill('Dogs');
    await argument('status').selectOption('pending');
    await call();
    await shown('Body of the request').waitFor();
    const arrived = upstream.arrived.at(-1);
    expect(await shown('Body of the request').textContent()).toBe(arrived?.body);
    expect(JSON.parse(arrived?.body ?? '')).toEqual({
      name: 'Bello',
      photoUrls: ['https://pets.test/1.png'],
      category: { name: 'Dogs' },
      status: 'pending',
    });
    await expectNoSecret();
  });

  it('shows what is missing at its argument and sends nothing', async () => {
    const before = upstream.arrived.length;
    await choose('getPetById');
    await call();
    await page.getByText('This has to be given.').waitFor();
    expect(await argument('petId').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('As JSON', { exact: true }).check();
    await page.getByLabel('Arguments as JSON').fill('{"petId": "Rex"}');
    await call();
    await page.getByText('Nothing was sent to the API.').waitFor();
    await page.getByLabel('As JSON', { exact: true }).uncheck();
    await page
      .getByText(/"petId" must be/)
      .first()
      .waitFor();
    expect(upstream.arrived.length).toBe(before);
    expect(await browser.inspect(page, 'playground-faults')).toEqual([]);
  });

  it('shows an error of the API as one', async () => {
    await choose('getPetById');
    await argument('petId').fill('404');
    await call();
    await page.getByText('Status 404', { exact: true }).waitFor();
    expect(await shown('Body of the answer').textContent()).toBe('{"message":"no such pet"}');
    await page.getByText('Error', { exact: true }).first().waitFor();
  });

  it('keeps examples, and calls again from the history', async () => {
    await choose('getPetById');
    await argument('petId').fill('7');
    await page.getByRole('button', { name: 'Save as example' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Rex');
    expect(await browser.inspect(page, 'playground-save')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete the example Rex' }).waitFor();
    await choose('addPet');
    await page.getByRole('button', { name: 'Rex getPetById' }).click();
    expect(await argument('petId').inputValue()).toBe('7');
    const before = upstream.arrived.length;
    await page
      .getByRole('button', { name: /^Call addPet of/ })
      .first()
      .click();
    await shown('Body of the request').waitFor();
    expect(upstream.arrived.length).toBe(before + 1);
    expect(JSON.parse(upstream.arrived.at(-1)?.body ?? '')).toMatchObject({ name: 'Bello' });
    await page.reload();
    await page.getByRole('button', { name: 'Delete the example Rex' }).waitFor();
    await page.getByRole('button', { name: 'Delete the example Rex' }).click();
    await page.getByRole('button', { name: 'Delete the example Rex' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Rex getPetById' }).click();
    expect(await argument('petId').inputValue()).toBe('7');
    await page.getByRole('button', { name: 'Clear history' }).click();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByText('No calls yet.').waitFor();
  });

  it('is used by keyboard alone', async () => {
    await page.reload();
    const picker = page.getByLabel('Tool', { exact: true });
    await picker.focus();
    await picker.press('Home');
    await page.keyboard.type('getPetById');
    await tabTo(page, 'petId');
    await page.keyboard.type('21');
    await page.keyboard.press('Enter');
    await shown('Answer').waitFor();
    expect(upstream.arrived.at(-1)?.url).toBe('/v3/pet/21');
  });

  it('fits a narrow window', async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    expect(await browser.inspect(page, 'playground-narrow')).toEqual([]);
  });

  it('tells nobody else what was sent', async () => {
    const { json } = await rawCall(hub.endpoint(server), { [EXCHANGE_KEY_META]: 'k'.repeat(43) });
    expect(JSON.stringify(json)).toContain('Rex');
    expect(JSON.stringify(json)).not.toContain('dev.toolwright/exchanges');
    expect(await callOnce(hub.endpoint(server))).toBeUndefined();
  });

  it('writes no error to the console', () => expect(browser.consoleErrors).toEqual([]));
});

/** Presses Tab until the control with this label has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  for (let count = 0; count < 30; count += 1) {
    await page.keyboard.press('Tab');
    const text = await page.evaluate('document.activeElement.labels?.[0]?.textContent ?? ""');
    if (String(text).startsWith(label)) return;
  }
  throw new Error(`Tab does not lead to ${label}.`);
}

async function rawCall(endpoint: string, meta: object): Promise<{ json: unknown }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'getPetById',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'getPetById',
        arguments: { petId: 3 },
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'other', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
          ...meta,
        },
      },
    }),
  });
  return { json: await response.text() };
}
