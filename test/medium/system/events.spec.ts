import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityService } from '#lib/identity';
import { startUpstream, TestHub, until, type SlowUpstream } from '../../support/test-hub.js';

interface Told {
  readonly topic: string;
  readonly id: string;
}

describe('what the hub says of itself', () => {
  let upstream: SlowUpstream;
  let test: TestHub;
  let authorization: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    test = await TestHub.start({ TOOLWRIGHT_MAX_SERVERS: '5' });
    authorization = `Bearer ${(await test.hub.app.get(IdentityService).issue('test')).text}`;
  });
  afterAll(async () => {
    await test?.close();
    upstream?.close();
  });

  async function listen(told: Told[], signal: AbortSignal): Promise<void> {
    const response = await fetch(`${test.hub.url}/api/v1/events`, { headers: { authorization }, signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reading = (async () => {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()))
        for (const [, data] of chunk.matchAll(/^data: (.*)$/gm)) told.push(JSON.parse(data!) as Told);
    })();
    reading.catch(() => undefined);
  }

  it('tells changes of generations, deployments and releases, and wants a key', async () => {
    expect((await fetch(`${test.hub.url}/api/v1/events`)).status).toBe(401);
    const told: Told[] = [];
    const end = new AbortController();
    await listen(told, end.signal);
    const generationId = await test.generate(await test.register());
    const { id } = await test.deploy(generationId, upstream);
    await test.untilState(id, 'healthy');
    const [release] = await test.releases.list(id);
    await until(async () => told.some((change) => change.topic === 'release' && change.id === release?.id));
    expect(told).toContainEqual({ topic: 'generation', id: generationId });
    expect(told).toContainEqual({ topic: 'deployment', id });
    end.abort();
  });

  it('describes system, figures over time and newest releases', async () => {
    const get = async (path: string) =>
      (await fetch(`${test.hub.url}/api/v1${path}`, { headers: { authorization } })).json();
    expect(await get('/system')).toMatchObject({
      leader: { isThis: true, isThere: true, workers: 1 },
      checks: [
        { name: 'database', isUp: true },
        { name: 'queue', isUp: true },
        { name: 'runtime', isUp: true },
      ],
      limits: [
        { name: 'servers', used: 1, most: 5 },
        { name: 'memoryMb', used: 256, most: null },
        { name: 'builds' },
      ],
      versions: { node: process.versions.node, database: expect.stringMatching(/^\d+/) },
    });
    const { points, stepSeconds } = (await get('/deployments/figures/history?hours=24')) as {
      points: unknown[];
      stepSeconds: number;
    };
    expect(points.length * stepSeconds).toBe(24 * 3600);
    expect(await get('/releases?limit=3')).toMatchObject([{ number: 1, state: 'live' }]);
  });

  it('ends open streams when the hub ends', async () => {
    const own = await TestHub.start();
    const { text } = await own.hub.app.get(IdentityService).issue('test');
    const response = await fetch(`${own.hub.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${text}` },
    });
    const ended = response.text();
    await own.close();
    expect(await ended).toBe('');
  });
});
