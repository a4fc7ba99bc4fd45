import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressGuard } from '#lib/network-guard';
import { AgentPassages } from './agent-passages.js';
import { Line } from './line.js';
import { linkServer, openLink } from './link.js';

const policy = { guard: new AddressGuard([]) };

describe('a line to an agent', () => {
  const key = randomBytes(32);
  const token = randomBytes(16).toString('hex');
  let root: string;
  let agent: Server;
  let port: number;
  let links: Set<Socket>;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'toolwright-agent-'));
    const passages = new AgentPassages(root);
    links = new Set();
    agent = linkServer(key, (kind, of, socket) => {
      links.add(socket);
      passages.take(kind, of, socket);
    });
    port = await listen(agent);
  });

  afterEach(async () => {
    for (const socket of links) socket.destroy();
    agent.close();
    await rm(root, { recursive: true, force: true });
  });

  it('carries clients in and listed hosts out, and leaves nothing', async () => {
    const upstream = createServer((_request, response) => response.end('from the host'));
    const upstreamPort = await listen(upstream);
    const line = new Line(
      { token, port: 0, egress: [{ host: '127.0.0.1', port: upstreamPort }] },
      { port, key, policy },
    );
    await line.listen(0);
    line.aim('127.0.0.1');
    await until(async () => (await readdir(root)).includes(token));
    const waiting = connect(join(root, token, 'inbound.sock'));
    waiting.once('data', () => waiting.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
    expect(await (await fetch(`http://127.0.0.1:${line.port}/`)).text()).toBe('ok');
    expect(await through(join(root, token, 'egress.sock'), `127.0.0.1:${upstreamPort}`)).toBe(
      'from the host',
    );
    expect(await through(join(root, token, 'egress.sock'), `127.0.0.1:${port}`)).toBe('EGRESS_NOT_ALLOWED');
    await line.close();
    await until(async () => (await readdir(root)).length === 0);
    upstream.close();
  });

  it('opens for nobody with another key, and for no passage that is not there', async () => {
    await expect(
      openLink({ host: '127.0.0.1', port, key: randomBytes(32) }, 'out', token),
    ).rejects.toThrowError();
    const link = await openLink({ host: '127.0.0.1', port, key }, 'in', token);
    await new Promise((resolve) => link.once('close', resolve));
    expect(await readdir(root)).toEqual([]);
  });

  it('is found again when the agent has come back', async () => {
    const line = new Line({ token, port: 0, egress: [] }, { port, key, policy });
    await line.listen(0);
    line.aim('127.0.0.1');
    const madeAt = () =>
      stat(join(root, token))
        .then(({ birthtimeMs }) => birthtimeMs)
        .catch(() => undefined);
    await until(async () => (await madeAt()) !== undefined);
    const before = await madeAt();
    for (const socket of links) socket.destroy();
    await until(async () => ![undefined, before].includes(await madeAt()));
    await line.close();
  });
});

/** What the host says, or why the proxy refuses. */
function through(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: 'CONNECT', path, agent: false });
    asked.once('error', reject);
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode !== 200) return resolve(String(answer.headers['x-egress-error']));
      let text = '';
      socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
      socket.once('close', () => resolve(text.split('\r\n\r\n')[1] ?? ''));
      return socket.write(`GET / HTTP/1.1\r\nhost: ${path}\r\nconnection: close\r\n\r\n`);
    });
    asked.end();
  });
}

async function listen(server: { listen: Server['listen']; address: Server['address'] }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error('not in time');
}
