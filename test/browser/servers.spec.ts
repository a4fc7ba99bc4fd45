import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallMeter, type DeploymentEntity } from '#lib/deployment';
import { TestBrowser } from '../support/browser.js';
import { requirement, titled } from '../support/requirements.js';
import { callOnce, startUpstream, TestHub, until, type SlowUpstream } from '../support/test-hub.js';

const needed = await requirement('chromium');
const PHONE = { width: 375, height: 800 };
const DESK = { width: 1280, height: 900 };

describe.skipIf(!needed.available)(titled('servers in the browser', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let upstream: SlowUpstream;
  let page: Page;
  let apiId: string;
  let deployment: DeploymentEntity;

  beforeAll(async () => {
    upstream = await startUpstream();
    hub = await TestHub.start();
    browser = await TestBrowser.open(hub);
    page = await browser.signedIn();
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
  });

  /** In both themes, and again as on a phone. */
  async function inspected(name: string): Promise<string[]> {
    const found = await browser.inspect(page, name);
    await page.setViewportSize(PHONE);
    found.push(...(await browser.inspect(page, `${name}-phone`)));
    const wider = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    if (wider === true) found.push(`${name}: wider than a phone`);
    await page.setViewportSize(DESK);
    return found;
  }

  const tab = (name: string) =>
    page.getByRole('navigation', { name: 'Parts of the server' }).getByRole('link', { name }).click();

  it('leads to the wizard where there are no servers', async () => {
    await page.goto('/servers');
    await page.getByText('No servers yet').waitFor();
    expect(await inspected('servers-none')).toEqual([]);
    const link = page.getByRole('main').getByRole('link', { name: 'Register an API' });
    expect(await link.getAttribute('href')).toBe('/apis/new');
  });

  it('lists a server as healthy, with its calls', async () => {
    apiId = await hub.register();
    const { id } = await hub.deploy(await hub.generate(apiId), upstream);
    deployment = await hub.untilState(id, 'healthy');
    for (let call = 0; call < 7; call += 1) await callOnce(hub.endpoint(deployment));
    await hub.hub.app.get(CallMeter).flush();
    const row = page.getByRole('listitem').filter({ hasText: deployment.slug });
    await row.getByText('healthy').waitFor();
    await row.getByText('7', { exact: true }).waitFor();
    await row.getByText('Release 1, API version').waitFor();
    expect(await inspected('servers-list')).toEqual([]);
    await page.getByLabel('Search by name or reason').fill('no such server');
    await page.getByText('No server fits').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await row.getByRole('link').click();
  });

  it('tells where a server is reached, how it is, and how clients connect', async () => {
    await page.getByText(hub.endpoint(deployment), { exact: true }).waitFor();
    await page.getByText('Instance 1').waitFor();
    await page.getByRole('cell', { name: 'getPetById' }).waitFor();
    await page.getByRole('tab', { name: 'Claude Code' }).click();
    await page.getByText('claude mcp add --transport http').waitFor();
    await page.getByText('As a table: Calls').first().click();
    // Whole, since the time beside it may hold one.
    const calls = page.getByRole('table', { name: 'Calls', exact: true });
    await calls.getByRole('cell', { name: '7', exact: true }).waitFor();
    expect(await inspected('server-overview')).toEqual([]);
  });

  it('shows of each tool where its arguments go', async () => {
    await tab('Tools');
    await page.getByLabel('Search tools').fill('getPetById');
    await page.getByRole('button', { name: /getPetById/ }).click();
    const row = page.getByRole('row', { name: /petId/ });
    await row.getByText('path', { exact: true }).waitFor();
    await page.getByText('/pet/{petId}').last().waitFor();
    expect(await inspected('server-tools')).toEqual([]);
    await page.getByRole('tab', { name: 'Example' }).click();
    await page.getByLabel('Example arguments').getByText('petId').waitFor();
  });

  it('makes a release of a changed variable, and never shows a credential', async () => {
    await tab('Configuration');
    await page.getByRole('button', { name: 'Replace API_KEY' }).click();
    await page.getByLabel('Value of API_KEY').fill('key-of-the-page');
    await page.getByLabel('Add a setting').selectOption('LOG_CALLS');
    await page.getByLabel('Value of LOG_CALLS').fill('1');
    expect(await inspected('server-configuration')).toEqual([]);
    await page.getByRole('button', { name: 'Save as a new release' }).first().click();
    await page.getByText('A new release is on its way.').first().waitFor();
    await hub.untilRelease(deployment.id, 'live');
    expect((await hub.releases.list(deployment.id))[0]).toMatchObject({ number: 2, env: { LOG_CALLS: '1' } });
    await page.getByText('Set, and not shown').first().waitFor();
    expect(await page.content()).not.toContain('key-of-the-page');
  });

  it('says what is wrong with a setting', async () => {
    await page.getByRole('button', { name: 'Add a smoke call' }).click();
    await page.getByLabel('Tool', { exact: true }).fill('deletePet');
    await page.getByRole('button', { name: 'Save as a new release' }).last().click();
    await page.getByText('The tool deletePet may change something, so it is no smoke call.').waitFor();
    await page.getByText('request-invalid').waitFor();
  });

  it('shows lines as they are written, and finds them', async () => {
    await tab('Logs');
    const log = page.getByRole('log');
    await log.waitFor();
    const before = await page.getByRole('status').filter({ hasText: 'line' }).textContent();
    await callOnce(hub.endpoint(deployment));
    await log.getByText('getPetById').last().waitFor();
    await until(
      async () => (await page.getByRole('status').filter({ hasText: 'line' }).textContent()) !== before,
    );
    expect(await inspected('server-logs')).toEqual([]);
    await page.getByLabel('Search the text').fill('no such line');
    await page.getByText('No lines').waitFor();
    await page.getByLabel('Search the text').fill('');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('New ones are not shown.').waitFor();
    await page.getByLabel('Release').selectOption('1');
    await log.waitFor();
    await expect.poll(() => log.getByText('Release 2,').count()).toBe(0);
  });

  it('deploys another generation, and goes back', async () => {
    await hub.generate(apiId);
    await tab('Releases');
    await page.getByRole('button', { name: 'Deploy another generation' }).click();
    await page.getByText('Tools: 0 added, 0 removed').waitFor();
    expect(await browser.inspect(page, 'server-deploy')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click();
    await page.getByRole('heading', { name: 'Release 3' }).getByText('live').waitFor();
    await page.getByText('What it was made of').first().click();
    await page.getByText('Changes of the tools since release 2').click();
    await page.getByText('No tool became different.').waitFor();
    expect(await inspected('server-releases')).toEqual([]);
    const [sbom] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Bill of materials of release 3' }).click(),
    ]);
    expect(sbom.suggestedFilename()).toBe('sbom-3.cdx.json');
    await page.getByRole('button', { name: 'Roll back to release 1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('heading', { name: 'Release 4' }).getByText('live').waitFor();
    expect((await hub.releases.list(deployment.id))[0]).toMatchObject({ number: 4, rollbackOf: 1, env: {} });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Release 5' }).getByText('live').waitFor();
    expect((await hub.releases.list(deployment.id))[0]).toMatchObject({ number: 5, rollbackOf: 3 });
  });

  it('stops only after it asked, and starts again', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Start' }).click({ timeout: 60_000 });
    await hub.untilState(deployment.id, 'healthy');
    await page.getByRole('button', { name: 'Restart' }).waitFor();
  });

  it('makes a key, and shows it once', async () => {
    await tab('Configuration');
    await page.getByRole('button', { name: 'Make a new key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new key' }).click();
    await page.getByText(/^twm_/).waitFor();
    await page.getByText('The endpoint has a key.').waitFor();
  });

  it('deletes only whose name was typed', async () => {
    await page.getByRole('button', { name: 'Delete the server' }).click();
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: 'Delete the server' });
    await dialog.getByRole('textbox').fill('something');
    expect(await button.isDisabled()).toBe(true);
    expect(await browser.inspect(page, 'server-delete')).toEqual([]);
    await dialog.getByRole('textbox').fill(deployment.slug);
    await button.click();
    await page.getByText('No servers yet').waitFor({ timeout: 60_000 });
    expect(new URL(page.url()).pathname).toBe('/servers');
  });

  it('writes no error to the console but of the refused setting and what is gone', () => {
    const unexpected = browser.consoleErrors.filter((text) => !/status of (?:400|404)/.test(text));
    expect(unexpected).toEqual([]);
  });
});
