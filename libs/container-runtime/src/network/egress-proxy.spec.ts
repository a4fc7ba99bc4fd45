import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, get, request, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressGuard } from '#lib/network-guard';
import { egressProxy, type EgressPolicy, type EgressProxy } from './egress-proxy.js';
import type { EgressTarget } from './egress-target.js';

let folder: string;
let upstream: Server;
let port: number;
let proxy: EgressProxy | undefined;
/** Addresses that were to be connected to. Every connection really leads to the listener of this test. */
let dialled: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolwright-egress-'));
  dialled = [];
  upstream = createHttpServer((_request, response) => response.end('upstream'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  ({ port } = upstream.address() as AddressInfo);
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
  upstream.closeAllConnections();
  upstream.close();
  await rm(folder, { recursive: true, force: true });
});

interface Policy extends Partial<EgressPolicy> {
  readonly networks?: readonly string[];
}

async function start(allowed: readonly EgressTarget[], { networks = [], ...more }: Policy = {}) {
  proxy = egressProxy(allowed, {
    guard: new AddressGuard(networks),
    resolve: () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })),
    connect: (wanted, addresses) => {
      dialled.push(...addresses.map((address) => `${address} ${wanted}`));
      const socket = connect(port, '127.0.0.1');
      return new Promise<Socket>((resolve) => socket.once('connect', () => resolve(socket)));
    },
    ...more,
  });
  await new Promise<void>((resolve) => proxy?.server.listen(join(folder, 'p.sock'), resolve));
}

/** What the upstream says through a tunnel, or the proxy's word against it. */
function through(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: join(folder, 'p.sock'), method: 'CONNECT', path: target });
    asked.once('connect', (answer, socket: Socket) => {
      if (answer.statusCode !== 200)
        return resolve(`${answer.statusCode} ${String(answer.headers['x-egress-error'])}`);
      return get({ createConnection: () => socket, host: 'x' }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => resolve(text));
      });
    });
    asked.once('error', reject).end();
  });
}

describe('the egress proxy', () => {
  it('makes tunnels to what is listed, however its letters are written', async () => {
    await start([{ host: 'api.example.com', port: 443 }], {
      resolve: async () => [{ address: '93.184.216.34', family: 4 }],
    });
    expect(await through('api.example.com:443')).toBe('upstream');
    expect(await through('API.Example.COM:443')).toBe('upstream');
    expect(dialled).toEqual(['93.184.216.34 443', '93.184.216.34 443']);
  });

  it.each([
    'api.example.com:80',
    'other.example.com:443',
    'api.example.com.evil.test:443',
    'xapi.example.com:443',
    '93.184.216.34:443',
    '127.0.0.1:443',
    '[::1]:443',
    'localhost:443',
    '2130706433:443',
    '0x7f.1:443',
  ])('makes none to %s, and looks nothing up', async (target) => {
    let lookups = 0;
    await start([{ host: 'api.example.com', port: 443 }], {
      resolve: async () => {
        lookups += 1;
        return [{ address: '93.184.216.34', family: 4 }];
      },
    });
    expect(await through(target)).toBe('403 EGRESS_NOT_ALLOWED');
    expect([dialled, lookups]).toEqual([[], 0]);
  });

  it.each([
    'api.example.com',
    'user@api.example.com:443',
    'api.example.com:0',
    'api.example.com:70000',
    '[::g]:1',
  ])('refuses %s as no address', async (target) => {
    await start([{ host: 'api.example.com', port: 443 }]);
    expect(await through(target)).toBe('400 EGRESS_MALFORMED');
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.17.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    'fd00:ec2::254',
    'fe80::1',
    '64:ff9b::7f00:1',
  ])('refuses a listed name that leads to %s', async (address) => {
    await start([{ host: 'api.example.com', port: 443 }], { resolve: async () => [{ address, family: 4 }] });
    expect(await through('api.example.com:443')).toBe('403 EGRESS_NOT_PUBLIC');
    expect(dialled).toEqual([]);
  });

  it('refuses a name that leads to a public and a private address', async () => {
    await start([{ host: 'api.example.com', port: 443 }], {
      resolve: async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    });
    expect(await through('api.example.com:443')).toBe('403 EGRESS_NOT_PUBLIC');
  });

  it.each(['10.0.0.1', '169.254.169.254', '0.0.0.0'])(
    'refuses the listed address %s, whose network is not open',
    async (host) => {
      await start([{ host, port: 80 }]);
      expect(await through(`${host}:80`)).toBe('403 EGRESS_NOT_PUBLIC');
      expect(dialled).toEqual([]);
    },
  );

  it('takes open networks, and loopback where its owner named it', async () => {
    await start(
      [
        { host: '10.1.2.3', port: 80 },
        { host: 'localhost', port: 81 },
        { host: '::1', port: 82 },
      ],
      { networks: ['10.0.0.0/8'] },
    );
    expect(await through('10.1.2.3:80')).toBe('upstream');
    expect(await through('localhost:81')).toBe('upstream');
    expect(await through('[::1]:82')).toBe('upstream');
    expect(dialled).toEqual(['10.1.2.3 80', '127.0.0.1 81', '::1 81', '::1 82']);
  });

  it('connects to the address that it has checked, whatever the name says next (DNS rebinding)', async () => {
    const answers = ['93.184.216.34', '127.0.0.1'];
    await start([{ host: 'api.example.com', port: 443 }], {
      resolve: async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }],
    });
    expect(await through('api.example.com:443')).toBe('upstream');
    expect(await through('api.example.com:443')).toBe('403 EGRESS_NOT_PUBLIC');
    expect(dialled).toEqual(['93.184.216.34 443']);
  });

  it('says why there is no connection', async () => {
    await start([{ host: 'api.example.com', port: 443 }]);
    expect(await through('api.example.com:443')).toBe('502 ENOTFOUND');
  });

  it('forwards no plain requests, which could name another host each', async () => {
    await start([{ host: '127.0.0.1', port }]);
    const status = await new Promise((resolve) => {
      get({ socketPath: join(folder, 'p.sock'), path: `http://127.0.0.1:${port}/` }, (answer) =>
        resolve(answer.statusCode),
      );
    });
    expect(status).toBe(405);
  });

  it('connects by itself, and ends its tunnels when it is closed', async () => {
    proxy = egressProxy([{ host: '127.0.0.1', port }], { guard: new AddressGuard([]) });
    await new Promise<void>((resolve) => proxy?.server.listen(join(folder, 'p.sock'), resolve));
    expect(await through(`127.0.0.1:${port}`)).toBe('upstream');
    await proxy.close();
    proxy = undefined;
    expect(await new Promise((resolve) => upstream.getConnections((_error, count) => resolve(count)))).toBe(
      0,
    );
  });
});
