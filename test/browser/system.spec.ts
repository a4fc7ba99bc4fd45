import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEntity } from '#lib/deployment';
import { TestBrowser } from '../support/browser.js';
import { callTool } from '../support/mcp-client.js';
import { requirement, titled } from '../support/requirements.js';
import { startUpstream, TestHub, until, type SlowUpstream } from '../support/test-hub.js';

const needed = await requirement('chromium');
const PHONE = { width: 375, height: 800 };
const DESK = { width: 1280, height: 900 };
const SECRET = Buffer.from('canary'.padEnd(32, '.')).toString('base64');

describe.skipIf(!needed.available)(titled('the system page', needed), () => {
  let folder: string;
  let upstream: SlowUpstream;
  let hub: TestHub;
  let browser: TestBrowser;
  let page: Page;
  let deployment: DeploymentEntity;
  let key: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-system-'));
    upstream = await startUpstream();
    hub = await TestHub.start({ TOOLWRIGHT_MAX_SERVERS: '7', TOOLWRIGHT_SECRET_KEY: SECRET });
    const { id } = await hub.deploy(await hub.generate(await hub.register()), upstream);
    deployment = await hub.untilState(id, 'healthy');
    browser = await TestBrowser.open(hub, DESK);
    page = await browser.signedIn();
    await page.goto('/system');
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function inspected(name: string): Promise<void> {
    expect(await browser.inspect(page, name)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await browser.inspect(page, `${name}-phone`)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await page.setViewportSize(DESK);
  }

  it('shows health, limits, runtime, versions and leader', async () => {
    const health = page.getByRole('region', { name: 'Health' });
    await health.getByText('Embedded PostgreSQL').waitFor();
    expect(await health.getByText('Answers', { exact: true }).count()).toBe(3);
    await page.getByText('1 of 7').waitFor();
    await page.getByText('This process leads').waitFor();
    await page.getByText('for a test').waitFor();
    await inspected('system-health');
  });

  it('says when the engine does not answer', async () => {
    const { availability } = hub.runtime;
    hub.runtime.availability = async () => ({ available: false, reason: 'nobody is there' });
    const health = page.getByRole('region', { name: 'Health' });
    await health.getByText('Does not answer').waitFor();
    await health.getByText('nobody is there').waitFor();
    hub.runtime.availability = availability;
  });

  it('shows settings with their values and never a secret', async () => {
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Find a setting').fill('bundled sample');
    await page.getByText(/^1 of \d+ settings$/).waitFor();
    await page.getByLabel('Find a setting').fill('');
    await inspected('system-settings');
    expect(await page.content()).not.toContain(SECRET);
    await page.getByText('Not shown').waitFor();
  });

  it('makes a key that works, shows it once, and revokes it after asking', async () => {
    await page.getByRole('tab', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('for a program');
    await page.keyboard.press('Enter');
    key = (await page.getByLabel('API key', { exact: true }).textContent()) ?? '';
    expect(key).toMatch(/^tw_/);
    const ask = () => fetch(`${hub.hub.url}/api/v1/apis`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    expect(await browser.inspect(page, 'system-new-key')).toEqual([]);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    expect(await page.content()).not.toContain(key);
    await inspected('system-keys');
    await page.getByRole('button', { name: 'Revoke the key for a program' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'Revoke the key for a program' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('for a program', { exact: true }).waitFor({ state: 'detached' });
    expect((await ask()).status).toBe(401);
    await page.getByText('The last key cannot be revoked.').waitFor();
  });

  it('downloads a backup, refuses a damaged one, and restores a whole one', async () => {
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('kept');
    await page.keyboard.press('Enter');
    key = (await page.getByLabel('API key', { exact: true }).textContent()) ?? '';
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('tab', { name: 'Backup' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download a backup' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^toolwright-.*\.backup\.gz$/);
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    const damaged = join(folder, 'damaged.gz');
    await writeFile(damaged, 'no backup');
    await page.getByLabel('Backup file').setInputFiles(damaged);
    await page.getByText('backup-unusable').waitFor();
    await hub.deployments.delete(deployment.id);
    await until(async () => (await hub.deployments.ids()).length === 0);
    await page.getByLabel('Backup file').setInputFiles(file);
    await page.getByText('The file is whole.').waitFor();
    await inspected('system-restore');
    await page.getByRole('button', { name: 'Restore this backup' }).click();
    expect(await browser.inspect(page, 'system-restore-ask')).toEqual([]);
    await page.getByRole('button', { name: 'Replace everything' }).click();
    await page.getByRole('heading', { name: 'Sign in to this hub' }).waitFor();
    await hub.untilState(deployment.id, 'healthy');
    const result = await callTool(hub.endpoint(deployment), 'getPetById', { petId: 7 });
    expect(JSON.stringify(result.content)).toContain('Rex');
    await page.getByLabel('API key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: deployment.slug, exact: true }).first().waitFor();
  });

  it('writes no error to the console but those of refused requests', () => {
    expect(browser.consoleErrors.filter((text) => !/status of (?:401|422)/.test(text))).toEqual([]);
  });
});
