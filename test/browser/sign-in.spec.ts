import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityService } from '#lib/identity';
import { TestBrowser } from '../support/browser.js';
import { requirement, titled } from '../support/requirements.js';
import { TestHub } from '../support/test-hub.js';

const needed = await requirement('chromium');

describe.skipIf(!needed.available)(titled('signing in', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let key: string;

  beforeAll(async () => {
    hub = await TestHub.start();
    browser = await TestBrowser.open(hub);
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
  });

  it('makes an administrator of whoever opens the setup link, once', async () => {
    const token = await hub.hub.app.get(IdentityService).newSetupToken();
    const page = await browser.page();
    await page.goto('/');
    await page.getByText('This hub is not set up yet').waitFor();
    await page.goto(`/setup?token=${token}`);
    expect(await browser.inspect(page, 'set-up')).toEqual([]);
    await page.getByRole('button', { name: 'Set up' }).click();
    key = (await page.getByLabel('API key', { exact: true }).textContent()) ?? '';
    expect(key).toMatch(/^tw_/);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.goto(`/setup?token=${token}`);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByText('setup-token-invalid').waitFor();
    await page.close();
  });

  it('signs out, and in again with a key, to the page that was wanted', async () => {
    const page = await browser.page();
    await page.goto('/servers');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to this hub' }).waitFor();
    await page.goto('/apis');
    expect(await browser.inspect(page, 'sign-in')).toEqual([]);
    await page.getByLabel('API key').fill('tw_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('unauthenticated').waitFor();
    await page.getByLabel('API key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'APIs' }).waitFor();
    await page.close();
  });

  it('leads to no other site', async () => {
    const page = await browser.page();
    await page.goto('/sign-in?next=//example.com/x');
    await page.getByLabel('API key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(new URL(page.url()).origin).toBe(hub.hub.url);
    await page.close();
  });

  it('takes changes of a session from its own pages alone', async () => {
    const [cookie] = await browser.context.cookies();
    const send = (origin: string) =>
      fetch(`${hub.hub.url}/api/v1/api-keys`, {
        method: 'POST',
        headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin, 'content-type': 'application/json' },
        body: '{"name":"x"}',
      });
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect((await send('http://127.0.0.1:1')).status).toBe(403);
    expect((await send(hub.hub.url)).status).toBe(201);
  });

  it('writes no error to the console but those of refused keys', () => {
    const unexpected = browser.consoleErrors.filter((text) => !/status of (?:401|400|403)/.test(text));
    expect(unexpected).toEqual([]);
  });
});
