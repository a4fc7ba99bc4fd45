import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeploymentEntity } from '#lib/deployment';
import { RegistrationService } from '#lib/registration';
import { TestBrowser } from '../support/browser.js';
import { requirement, titled } from '../support/requirements.js';
import { startUpstream, TestHub, type SlowUpstream } from '../support/test-hub.js';

const needed = await requirement('chromium');
const SERVERS = 1_000;
const TOOLS = 5_000;
const MOST_SCRIPT_BYTES = 250_000;
/** Of those that a list has in the page at a time. Times are printed: they say as much of what else the machine does. */
const MOST_ROWS = 60;

describe.skipIf(!needed.available)(titled('what pages may cost', needed), () => {
  let hub: TestHub;
  let browser: TestBrowser;
  let upstream: SlowUpstream;
  let page: Page;
  let large: DeploymentEntity;

  beforeAll(async () => {
    upstream = await startUpstream();
    hub = await TestHub.start();
    const registration = hub.hub.app.get(RegistrationService);
    const text = JSON.stringify(description(TOOLS));
    const { id: apiId } = await registration.register({ kind: 'text', name: 'large.json', text });
    const generationId = await hub.generate(apiId);
    const variables = { UPSTREAM_BASE_URL: upstream.url };
    large = await hub.deployments.deploy(generationId, { variables, limits: {} });
    await hub.deployments.stop(large.id);
    await copies(hub, large, SERVERS - 1);
    browser = await TestBrowser.open(hub);
    page = await browser.signedIn();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    upstream?.close();
  });

  it('loads less than 250 kB of script, compressed, at first', async () => {
    const first = await browser.page();
    const devtools = await browser.context.newCDPSession(first);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts = new Set<string>();
    let bytes = 0;
    devtools.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await first.goto('/servers', { waitUntil: 'networkidle' });
    const paint = await largestPaint(first);
    console.log(
      `first load: ${Math.round(bytes / 1000)} kB of script, largest paint ${Math.round(paint)} ms`,
    );
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES);
    await first.close();
  });

  it('sends files and lists compressed, and events at once', async () => {
    const { headers } = await page.request
      .get('/api/v1/deployments?limit=200', {
        headers: { 'accept-encoding': 'gzip' },
      })
      .then((answer) => ({ headers: answer.headers() }));
    expect(headers['content-encoding']).toBe('gzip');
    const events = await page.evaluate(`new Promise((tell, fail) => {
      const source = new EventSource('/api/v1/deployments/${large.id}');
      source.addEventListener('deployment', () => { source.close(); tell('told'); });
      setTimeout(() => fail(new Error('no event')), 5000);
    })`);
    expect(events).toBe('told');
  });

  it('scrolls through a thousand servers without a long frame', async () => {
    await page.goto('/servers');
    await page.getByText(`${SERVERS} of ${SERVERS}`).waitFor();
    const frames = await scrolled(page, 'document.scrollingElement');
    console.log(`${SERVERS} servers: longest frame ${Math.round(frames.longest)} ms of ${frames.count}`);
    expect(await page.getByRole('main').getByRole('listitem').count()).toBeLessThan(MOST_ROWS);
  });

  it('scrolls through 5,000 tools without a long frame', async () => {
    await page.goto(`/servers/${large.id}/tools`);
    await page.getByText(`${TOOLS} of ${TOOLS} tools`).waitFor();
    await page.getByText('/things/0/').first().waitFor();
    const frames = await scrolled(page, `document.querySelector('[role=group][aria-label=Tools]')`);
    console.log(`${TOOLS} tools: longest frame ${Math.round(frames.longest)} ms of ${frames.count}`);
    expect(await page.getByRole('main').getByRole('listitem').count()).toBeLessThan(MOST_ROWS);
    await page.getByLabel('Search tools').fill(`things/${TOOLS - 1}/`);
    await page.getByText(`1 of ${TOOLS} tools`).waitFor();
  });
});

/** Milliseconds after the navigation began. */
async function largestPaint(page: Page): Promise<number> {
  const paint: unknown = await page.evaluate(`new Promise((tell) => {
    new PerformanceObserver((list) => tell(list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  return Number(paint);
}

/** Scrolls an element from top to bottom in two seconds. @returns times between frames, in milliseconds */
async function scrolled(page: Page, element: string): Promise<{ longest: number; count: number }> {
  const frames: unknown = await page.evaluate(`new Promise((tell) => {
    const box = ${element};
    const times = [];
    const begin = performance.now();
    const step = (now) => {
      times.push(now);
      const share = (now - begin) / 2000;
      box.scrollTop = share * (box.scrollHeight - box.clientHeight);
      if (share < 1) requestAnimationFrame(step);
      else tell({ longest: Math.max(...times.slice(1).map((time, index) => time - times[index])), count: times.length });
    };
    requestAnimationFrame(step);
  })`);
  return frames as { longest: number; count: number };
}

/** Rows alone: nothing runs for them. */
async function copies(hub: TestHub, { id }: DeploymentEntity, count: number): Promise<void> {
  const rows = hub.hub.platform.dataSource.getRepository(DeploymentEntity);
  const row = await rows.findOneByOrFail({ id });
  const made = Array.from({ length: count }, (_, index) => ({
    ...row,
    id: randomUUID(),
    slug: `copy-${index}`,
    desired: 'stopped' as const,
    state: 'stopped' as const,
    liveReleaseId: null,
  }));
  await rows.insert(made as never);
}

function description(operations: number): object {
  const parameters = [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'limit', in: 'query', schema: { type: 'integer', default: 20 } },
  ];
  const paths = Array.from({ length: operations }, (_, index) => [
    `/things/${index}/{id}`,
    {
      get: {
        operationId: `getThing${index}`,
        summary: `Thing number ${index}`,
        parameters,
        responses: { 200: { description: 'The thing.' } },
      },
    },
  ]);
  return {
    openapi: '3.0.3',
    info: { title: 'Things', version: '1' },
    servers: [{ url: 'http://127.0.0.1:1' }],
    paths: Object.fromEntries(paths),
  };
}
