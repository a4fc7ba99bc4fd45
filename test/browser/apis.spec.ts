import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEntity } from '#lib/deployment';
import { TestBrowser } from '../support/browser.js';
import { startRecordingUpstream, type RecordingUpstream } from '../support/recording-upstream.js';
import { requirement, titled } from '../support/requirements.js';
import { TestHub } from '../support/test-hub.js';

const needed = await requirement('chromium');
const PETSTORE = new URL('../specs/petstore-3.0.yaml', import.meta.url);

/** One operation is called otherwise, and one is gone. */
async function newerPetstore(): Promise<string> {
  const text = await readFile(PETSTORE, 'utf8');
  const start = text.indexOf('  /store/inventory:');
  const end = text.indexOf('  /store/order:');
  const without = text.slice(0, start) + text.slice(end);
  return without.replace('operationId: getPetById', 'operationId: readPet');
}

describe.skipIf(!needed.available)(titled('the pages of APIs', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let upstream: RecordingUpstream;
  let server: DeploymentEntity;
  let page: Page;

  beforeAll(async () => {
    [hub, upstream] = await Promise.all([TestHub.start(), startRecordingUpstream()]);
    const apiId = await hub.register();
    server = await hub.deploy(await hub.generate(apiId), upstream);
    await hub.untilState(server.id, 'healthy');
    browser = await TestBrowser.open(hub);
    page = await browser.signedIn();
    page.setDefaultTimeout(15_000);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
  });

  it('lists APIs, and finds them', async () => {
    await page.goto('/apis');
    const link = page.getByRole('link', { name: 'Swagger Petstore' });
    await link.waitFor();
    expect(await browser.inspect(page, 'apis')).toEqual([]);
    await page.getByLabel('Search').fill('nothing like it');
    await page.getByText('0 of 1 APIs').waitFor();
    await page.getByLabel('Search').fill('petstore');
    await link.click();
    await page.getByRole('heading', { name: 'Swagger Petstore - OpenAPI 3.0', exact: true }).waitFor();
  });

  it('shows one with its tools, findings, report, generations and servers', async () => {
    await page.getByText(/of 100/).waitFor();
    await page.getByRole('link', { name: server.slug }).waitFor();
    await page.getByText(/^pet$/).click();
    await page.getByText('getPetById').click();
    await page.locator('pre[aria-label="Input schema"]:visible').waitFor();
    const href = await page.getByRole('link', { name: 'Download zip' }).getAttribute('href');
    const archive = await page.request.get(href ?? '');
    expect((await archive.body()).subarray(0, 2).toString()).toBe('PK');
    expect(await browser.inspect(page, 'api')).toEqual([]);
  });

  it('does not delete one that has servers', async () => {
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByText('state-conflict').waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows what a newer description would change, and changes nothing', async () => {
    await page.getByRole('link', { name: 'Change' }).click();
    const file = join(hub.dataDir, 'newer.yaml');
    await writeFile(file, await newerPetstore());
    await page.getByLabel('File or zip').setInputFiles(file);
    await page.getByRole('button', { name: 'Show what changes' }).click();
    await page.getByText('2 changes, 2 of them breaking').waitFor();
    await page.getByText('getPetById → readPet').waitFor();
    await page.getByText('getInventory', { exact: true }).waitFor();
    expect(await browser.inspect(page, 'api-change')).toEqual([]);
    const answer = await page.request.get(`/api/v1/apis/${server.apiId}/tools?limit=200`);
    const { items } = (await answer.json()) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toContain('getInventory');
  });

  it('takes it, generates, and rolls it out to the server', async () => {
    await page.getByRole('button', { name: 'Take it with its breaking changes' }).click();
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('button', { name: 'Release to 1 server' }).waitFor({ timeout: 40_000 });
    expect(await browser.inspect(page, 'api-roll-out')).toEqual([]);
    await page.getByRole('button', { name: 'Release to 1 server' }).click();
    await page.getByText('live', { exact: true }).waitFor({ timeout: 40_000 });
    expect((await hub.releases.list(server.id)).map(({ state }) => state)[0]).toBe('live');
    const answer = await page.request.get(`/api/v1/deployments/${server.id}/tools`);
    const names = ((await answer.json()) as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('readPet');
    expect(names).not.toContain('getInventory');
  });

  it('refuses a description that is not the one that was looked at', async () => {
    const put = await page.request.put(`/api/v1/apis/${server.apiId}/description?sourceHash=other`, {
      data: { content: await newerPetstore() },
      headers: { origin: hub.hub.url },
    });
    expect(put.status()).toBe(409);
  });

  it('deletes one without servers once asked', async () => {
    await hub.deployments.delete(server.id);
    const isGone = async () => (await hub.deployments.ofApi(server.apiId)).length === 0;
    await expect.poll(isGone, { timeout: 30_000 }).toBe(true);
    await page.goto(`/apis/${server.apiId}`);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No APIs yet').waitFor();
  });

  it('fits a narrow window', async () => {
    const apiId = await hub.register();
    await page.setViewportSize({ width: 375, height: 800 });
    for (const [path, name] of [
      ['/apis', 'apis-narrow'],
      [`/apis/${apiId}`, 'api-narrow'],
      [`/apis/${apiId}/change`, 'api-change-narrow'],
    ] as const) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
      expect(await browser.inspect(page, name)).toEqual([]);
    }
  });

  it('writes no error to the console but that of the refused deletion', () => {
    expect(browser.consoleErrors.filter((text) => !text.includes('status of 409'))).toEqual([]);
  });
});
