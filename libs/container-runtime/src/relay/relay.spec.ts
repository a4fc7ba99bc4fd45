import { createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRuntime, RelayClient, RelayFronts, relayedRuntime } from '#lib/container-runtime';

const KEY = Buffer.alloc(32, 7);
/** Loopback, too, but not the address that is reached without a key. */
const RELAY_HOST = '127.0.0.2';

describe('relays to servers on loopback', () => {
  let server: Server;
  let seen: number;
  let behind: string;
  let fronts: RelayFronts;
  const clients: RelayClient[] = [];

  beforeEach(async () => {
    seen = 0;
    server = createServer((request, response) => {
      seen += 1;
      response.end(`you asked ${request.headers.host?.split(':')[0]} for ${request.url}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    behind = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    fronts = new RelayFronts(RELAY_HOST, KEY);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await fronts.closeAll();
    server.closeAllConnections();
    server.close();
  });

  function client(key = KEY): RelayClient {
    const made = new RelayClient(key);
    clients.push(made);
    return made;
  }

  it('let in who holds the key, at the same port of the other address', async () => {
    const address = await fronts.open('one', behind);
    expect(address).toBe(behind.replace('127.0.0.1', RELAY_HOST));
    const response = await client().fetch(`${address}/mcp`);
    expect(await response.text()).toBe('you asked 127.0.0.1 for /mcp');
    expect(await (await client().fetch(`${behind}/x`)).text()).toBe('you asked 127.0.0.1 for /x');
  });

  it('let in nobody else: another key, none, or no TLS', async () => {
    const address = await fronts.open('one', behind);
    const stranger = client(Buffer.alloc(32, 8)).fetch(address);
    await expect(stranger).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await expect(fetch(address)).rejects.toThrow();
    await expect(fetch(address.replace('http:', 'https:'))).rejects.toThrow();
    const plain = get(`${address}/mcp`);
    await once(plain, 'error');
    expect(seen).toBe(0);
  });

  it('end what passes when a server is closed', async () => {
    const address = await fronts.open('one', behind);
    await (await client().fetch(address)).text();
    await fronts.close('one');
    await expect(client().fetch(address)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('take another port where theirs is in use', async () => {
    const taken = createServer();
    taken.listen(Number(new URL(behind).port), RELAY_HOST);
    await once(taken, 'listening');
    const address = await fronts.open('one', behind);
    expect(new URL(address).port).not.toBe(new URL(behind).port);
    expect((await client().fetch(address)).status).toBe(200);
    taken.close();
  });

  it('follow a server to its next address, and are the same otherwise', async () => {
    const inner = new MemoryRuntime();
    const runtime = relayedRuntime(inner, fronts);
    const spec = {
      name: 'one',
      image: 'x:1',
      env: {},
      secrets: {},
      labels: { a: 'b' },
      limits: { memoryMb: 64, cpus: 1, maxProcesses: 8 },
      port: Number(new URL(behind).port),
      egress: [],
    };
    const { address = '' } = await runtime.run(spec);
    expect(address).toContain(RELAY_HOST);
    expect((await client().fetch(address)).status).toBe(200);
    expect(await runtime.list({ a: 'b' })).toMatchObject([{ address }]);
    await runtime.stop('one', 0);
    expect(await runtime.inspect('one')).toMatchObject({ status: 'exited', labels: { a: 'b' } });
    const socket = connect(Number(new URL(address).port), RELAY_HOST);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(runtime.name).toBe('memory');
    await runtime.close();
  });
});
