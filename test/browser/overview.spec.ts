import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityService } from '#lib/identity';
import { TestBrowser } from '../support/browser.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { callTool } from '../support/mcp-client.js';
import { requirement, titled } from '../support/requirements.js';
import { pidAt } from '../support/scripted-runtime.js';
import { startUpstream, TestHub, type SlowUpstream } from '../support/test-hub.js';

const needed = await requirement('chromium');
const PHONE = { width: 375, height: 800 };
const DESK = { width: 1280, height: 900 };

describe.skipIf(!needed.available)(titled('the overview', needed), () => {
  let upstream: SlowUpstream;
  let hub: TestHub;
  let browser: TestBrowser;
  let page: Page;
  let generationId: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    hub = await TestHub.start();
    browser = await TestBrowser.open(hub, DESK);
    page = await browser.signedIn();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
  });

  /** A phone shows everything without scrolling sideways. */
  async function fitsPhone(name: string): Promise<void> {
    await page.setViewportSize(PHONE);
    expect(await browser.inspect(page, name)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await page.setViewportSize(DESK);
  }

  it('shows the way to the first server where there is none', async () => {
    await page.getByText('Nothing runs yet').waitFor();
    expect(await browser.inspect(page, 'overview-first')).toEqual([]);
    await fitsPhone('overview-first-phone');
  });

  it('shows a server that is deployed meanwhile, without a reload', async () => {
    await page.evaluate('window.stays = true');
    generationId = await hub.generate(await hub.register());
    const { id } = await hub.deploy(generationId, upstream);
    const deployment = await hub.untilState(id, 'healthy');
    await page.getByRole('link', { name: deployment.slug, exact: true }).waitFor();
    const row = page.getByRole('row', { name: deployment.slug });
    await row.getByText('healthy').waitFor();
    const cost = await row.getByRole('cell').nth(2).textContent();
    expect(Number(cost?.replace(',', ''))).toBeGreaterThan(500);
    await page.getByText(`${deployment.slug}, release 1`).waitFor();
    await page.getByText('Every server is as it should be.').waitFor();
    expect(await page.evaluate('window.stays')).toBe(true);
  });

  it('counts calls and errors', async () => {
    const { items } = await hub.deployments.list({ limit: 1 });
    for (let count = 0; count < 4; count += 1)
      await callTool(hub.endpoint(items[0]!), 'getPetById', { petId: 7 });
    await page.getByRole('img', { name: /4, of which 0 failed/ }).waitFor();
    expect(await browser.inspect(page, 'overview')).toEqual([]);
    await fitsPhone('overview-phone');
  });

  it('says what is unwell and why as it happens', async () => {
    const { items } = await hub.deployments.list({ limit: 1 });
    hub.runtime.behaviour = 'crash';
    const [instance] = await hub.releases.instances(items[0]!.id);
    process.kill(await pidAt(instance?.address ?? ''), 'SIGKILL');
    const unwell = page.getByRole('region', { name: 'Wants attention' });
    await unwell.getByText('crash-looping').waitFor();
    await unwell.getByText(/ended 3 times in a row.*code 3/).waitFor();
    const second = await hub.deploy(generationId, upstream);
    await hub.untilState(second.id, 'failed');
    await unwell.getByText('failed', { exact: true }).waitFor();
    expect(await browser.inspect(page, 'overview-unwell')).toEqual([]);
    const code = unwell.getByRole('link', { name: 'deployment-failed' });
    hub.runtime.behaviour = 'normal';
    await code.click();
    await page.getByRole('heading', { name: 'Error codes' }).waitFor();
    expect(page.url()).toContain('/help/error-codes#deployment-failed');
    expect(await page.evaluate('window.stays')).toBe(true);
  });

  it('says that the hub is away, and goes on when it is back', async () => {
    const line = await CuttableLine.to(hub.hub.url);
    const { text } = await hub.hub.app.get(IdentityService).issue('line');
    const away = await browser.page();
    await away.goto(`${line.url}/sign-in`);
    await away.getByLabel('API key').fill(text);
    await away.keyboard.press('Enter');
    await away.getByRole('heading', { name: 'Servers' }).waitFor();
    await line.cut();
    // A card that has not loaded yet says it, too.
    const word = away.getByText('The hub does not answer').first();
    await word.waitFor();
    await away.getByRole('heading', { name: 'Servers' }).waitFor();
    expect(await browser.inspect(away, 'overview-away')).toEqual([]);
    const { id } = await hub.deploy(generationId, upstream);
    const later = await hub.untilState(id, 'healthy');
    await line.mend();
    await away.getByRole('link', { name: later.slug, exact: true }).waitFor();
    await word.waitFor({ state: 'detached' });
    // The stream of events is open again, too.
    await hub.deployments.stop(id);
    await away.getByRole('row', { name: later.slug }).getByText('stopped').waitFor();
    await away.close();
    await line.cut();
  });

  it('writes no error to the console but those of the hub that was away', () => {
    const unexpected = browser.consoleErrors.filter(
      (text) => !/ERR_(?:CONNECTION_|EMPTY_|INCOMPLETE_|SOCKET_|NETWORK_)/.test(text),
    );
    expect(unexpected).toEqual([]);
  });
});
