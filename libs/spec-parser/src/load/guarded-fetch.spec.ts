import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchGuarded, type GuardedFetchOptions } from './guarded-fetch.js';

describe('the guarded fetch', () => {
  let server: Server;
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/redirect')
        response.writeHead(302, { location: `http://127.0.0.1:${port}/ok` }).end();
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/large') response.end('x'.repeat(5_000));
      else response.end('hello');
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterAll(() => server.close());

  const fetch = (url: string, options: Partial<GuardedFetchOptions> = {}) =>
    fetchGuarded(url, {
      policy: { allowedNetworks: [], trustEntryUrl: false },
      maxBytes: 1_000,
      timeoutMs: 3_000,
      trusted: false,
      ...options,
    });
  const allowed = { policy: { allowedNetworks: ['127.0.0.0/8'], trustEntryUrl: false } };
  const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }];

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '[::ffff:127.0.0.1]', '127.1'])(
    'opens no connection to %s',
    async (host) => {
      const before = connections;
      await expect(fetch(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'source-refused' });
      expect(connections).toBe(before);
    },
  );

  it('refuses a name that leads to a private address, at the lookup of the connection itself', async () => {
    const before = connections;
    await expect(fetch(`http://api.test:${port}/`, { resolve: toLoopback })).rejects.toMatchObject({
      code: 'source-refused',
    });
    expect(connections).toBe(before);
  });

  it('reads listed networks and follows redirects inside them', async () => {
    const answer = await fetch(`http://api.test:${port}/redirect`, { ...allowed, resolve: toLoopback });
    expect(new TextDecoder().decode(answer.bytes)).toBe('hello');
    expect(answer.url).toBe(`http://127.0.0.1:${port}/ok`);
  });

  it('trusts a typed address, but not where it redirects to', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/ok`, { trusted: true });
    expect(answer.bytes.byteLength).toBe(5);
    await expect(
      fetch(`http://api.test:${port}/redirect`, { trusted: true, resolve: toLoopback }),
    ).rejects.toMatchObject({ code: 'source-refused' });
  });

  it('bounds redirects and sizes, and takes http and https only', async () => {
    await expect(fetch(`http://127.0.0.1:${port}/loop`, allowed)).rejects.toMatchObject({
      code: 'source-unreachable',
    });
    await expect(fetch(`http://127.0.0.1:${port}/large`, allowed)).rejects.toMatchObject({
      code: 'upload-too-large',
    });
    await expect(fetch('file:///etc/passwd')).rejects.toMatchObject({ code: 'source-refused' });
    await expect(fetch(`http://user:pass@127.0.0.1:${port}/`, allowed)).rejects.toMatchObject({
      code: 'source-refused',
    });
  });
});
