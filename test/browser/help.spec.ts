import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CATALOG } from '#lib/diagnostics';
import { TestBrowser } from '../support/browser.js';
import { requirement, titled } from '../support/requirements.js';
import { TestHub } from '../support/test-hub.js';

const needed = await requirement('chromium');
const PHONE = { width: 375, height: 800 };
const DESK = { width: 1280, height: 900 };

describe.skipIf(!needed.available)(titled('the help', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    hub = await TestHub.start();
    browser = await TestBrowser.open(hub, DESK);
    page = await browser.signedIn();
    await page.goto('/help');
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
  });

  const topic = (name: string) =>
    page.getByRole('navigation', { name: 'Topics' }).getByRole('link', { name, exact: true });

  it('shows the repository’s documents, each whole and fit for a phone', async () => {
    await page.getByRole('heading', { name: 'Concepts' }).waitFor();
    const links = await page.getByRole('navigation', { name: 'Topics' }).getByRole('link').allTextContents();
    expect(links).toEqual(
      expect.arrayContaining(['First steps', 'Connecting clients', 'Configuration', 'Error codes']),
    );
    for (const name of links.slice(0, -2)) {
      await topic(name).click();
      await page.getByRole('article').getByRole('heading', { name, level: 2 }).waitFor();
      await page.setViewportSize(PHONE);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(`${name}: ${String(width)}`).toBe(`${name}: ${PHONE.width}`);
      await page.setViewportSize(DESK);
    }
  });

  it('leads from one document to a section of another, without leaving the page', async () => {
    await page.evaluate('window.stays = true');
    await topic('Concepts').click();
    expect(await browser.inspect(page, 'help')).toEqual([]);
    await page.getByRole('article').getByRole('link', { name: 'operations' }).click();
    await page.getByRole('heading', { name: 'Operating deployments' }).waitFor();
    expect(page.url()).toContain('/help/operations#states');
    await page.waitForFunction(
      `Math.abs(document.getElementById('states').getBoundingClientRect().top) < innerHeight`,
    );
    expect(await page.evaluate('window.stays')).toBe(true);
  });

  it('finds settings and error codes by words', async () => {
    await page.getByLabel('Search the help').fill('capacity exceeded');
    await page
      .getByRole('link', { name: /capacity-exceeded/ })
      .first()
      .waitFor();
    expect(await browser.inspect(page, 'help-search')).toEqual([]);
    await page.getByRole('link', { name: /capacity-exceeded:/ }).click();
    await page.getByRole('heading', { name: 'Error codes' }).waitFor();
    expect(await page.locator('article dl > div').count()).toBe(Object.keys(ERROR_CATALOG).length);
    await page.getByLabel('Search the help').fill('qqqqzzzz');
    await page.getByText('No section holds these words').waitFor();
  });

  it('is readable on a phone', async () => {
    await page.setViewportSize(PHONE);
    await page.goto('/help/clients');
    await page.getByRole('heading', { name: 'Claude Code' }).waitFor();
    expect(await browser.inspect(page, 'help-phone')).toEqual([]);
    await page.goto('/help/nothing');
    await page.getByText('There is no such topic').waitFor();
    await page.setViewportSize(DESK);
    await page.goto('/help/error-codes');
    expect(await browser.inspect(page, 'help-codes')).toEqual([]);
  });

  it('writes no error to the console', () => {
    expect(browser.consoleErrors).toEqual([]);
  });
});
