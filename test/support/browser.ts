import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { IdentityService } from '#lib/identity';
import type { TestHub } from './test-hub.js';

const EXECUTABLE = process.env['TOOLWRIGHT_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
/** A test's browser asks nobody but the hub. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
const SCREENS = join('test-results', 'screens');
const THEMES = ['light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

/** What axe found; its own type is larger. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** A real browser at a hub, which notes every error that pages write to the console. */
export class TestBrowser {
  readonly consoleErrors: string[] = [];

  private constructor(
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly hub: TestHub,
    readonly axe: string,
  ) {}

  static async open(hub: TestHub, size = { width: 1280, height: 900 }): Promise<TestBrowser> {
    const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
    const context = await browser.newContext({
      baseURL: hub.hub.url,
      viewport: size,
      // What is just fading out has too little contrast, for a moment.
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const opened = new TestBrowser(browser, context, hub, axe);
    context.on('console', (message) => {
      if (message.type() === 'error')
        opened.consoleErrors.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => opened.consoleErrors.push(error.error().message));
    return opened;
  }

  page(): Promise<Page> {
    return this.context.newPage();
  }

  /** A page whose person has opened the setup link, or signs in with a key where that was done before. */
  async signedIn(): Promise<Page> {
    const page = await this.page();
    const { text } = await this.hub.hub.app.get(IdentityService).issue('browser test');
    await page.goto('/sign-in');
    await page.getByLabel('API key').fill(text);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    return page;
  }

  /** Looks for violations of WCAG 2.2 AA in both themes, and takes a picture of each. @returns what was found */
  async inspect(page: Page, name: string): Promise<string[]> {
    const found: string[] = [];
    for (const theme of THEMES) {
      await this.#show(page, theme);
      await this.picture(page, `${name}-${theme}`);
      found.push(...(await this.#violations(page)).map((text) => `${name}, ${theme}: ${text}`));
    }
    return found;
  }

  async picture(page: Page, name: string): Promise<void> {
    await mkdir(SCREENS, { recursive: true });
    await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async #show(page: Page, theme: Theme): Promise<void> {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
  }

  async #violations(page: Page): Promise<string[]> {
    await page.evaluate(this.axe);
    const violations = (await page.evaluate(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })))`,
    )) as Violation[];
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
  }
}
