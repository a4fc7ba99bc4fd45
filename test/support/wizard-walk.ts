import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Locator, Page } from 'playwright-core';

/** What the last step shows for clients that read JSON. */
interface ShownSettings {
  readonly mcpServers: Record<string, { url: string; headers?: Record<string, string> }>;
}

export interface DeployChoices {
  /** Of the API, where its description names another one than the test's. */
  readonly base?: string;
  /** By the name of the variable. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** A tool that has to be callable before the server serves. */
  readonly check?: string;
}

const DEPLOY_TIMEOUT_MS = 60_000;

/** The registration wizard as a person walks through it. */
export class WizardWalk {
  constructor(readonly page: Page) {}

  /** The first step, with a tab of it open. */
  async source(tab: string): Promise<void> {
    await this.page.goto('/apis/new');
    await this.page.getByRole('tab', { name: tab, exact: true }).click();
  }

  async paste(text: string): Promise<void> {
    await this.source('Text');
    await this.page.getByLabel('Description', { exact: true }).fill(text);
    await this.page.getByRole('button', { name: 'Read it' }).click();
    await this.tree().waitFor();
  }

  async choose(name: string, content: Uint8Array): Promise<void> {
    await this.source('File');
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
    await this.page.getByLabel('Choose a file').setInputFiles(file);
  }

  next(): Promise<void> {
    return this.page.getByRole('button', { name: 'Next' }).click();
  }

  /** The tools of the review. */
  tree(): Locator {
    return this.page.getByRole('tree', { name: 'Tools' });
  }

  async step(name: string): Promise<void> {
    await this.page.getByRole('region', { name, exact: true }).waitFor();
  }

  /** From the review to a healthy server. */
  async deploy({ base, credentials = {}, check }: DeployChoices): Promise<void> {
    const { page } = this;
    await this.next();
    await this.step('Access');
    if (base !== undefined) await page.getByLabel('Base address').fill(base);
    for (const [name, value] of Object.entries(credentials)) await page.getByLabel(name).fill(value);
    if (check !== undefined) await page.getByLabel('Tool to call').selectOption(check);
    await this.next();
    await this.step('Options');
    await this.next();
    await page.getByRole('button', { name: 'Generate and deploy' }).click();
    await page.getByText(/^healthy, with \d+ tools?$/).waitFor({ timeout: DEPLOY_TIMEOUT_MS });
  }

  /** A call of a tool by the official client, with what the last step shows. @returns its content as JSON */
  async connectAndCall(name: string, args: Readonly<Record<string, unknown>>): Promise<string> {
    await this.page.getByRole('button', { name: 'Connect a client' }).click();
    await this.page.getByRole('tab', { name: 'JSON' }).click();
    const shown = JSON.parse((await this.page.locator('pre').textContent()) ?? '') as ShownSettings;
    const [{ url, headers = {} } = { url: '' }] = Object.values(shown.mcpServers);
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    const { content } = await client.callTool({ name, arguments: { ...args } });
    await client.close();
    return JSON.stringify(content);
  }
}
