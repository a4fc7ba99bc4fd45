import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime, type ContainerSpec } from '#lib/container-runtime';
import { containedServer } from '../../support/contained-server.js';
import { startOwnEngine } from '../../support/own-engine.js';
import { startOwnSwarm, type OwnSwarm } from '../../support/own-swarm.js';
import { requirement, titled } from '../../support/requirements.js';

/** Tells its process, what it finds of others, and what it gets through the proxy. */
const SERVER = `
const fs = require('node:fs'); const dns = require('node:dns'); const net = require('node:net');
const attempt = (run) => { try { return run(); } catch (error) { return error.code; } };
const dial = (host, port) => new Promise((done) => { const s = net.connect({ host, port, timeout: 1500 });
  s.on('connect', () => { s.destroy(); done('connected'); }).on('error', (e) => done(e.code)).on('timeout', () => { s.destroy(); done('timeout'); }); });
process.stdin.once('data', (line) => serve(async (q, r) => {
  if (q.url.startsWith('/to/')) return r.end(await through(q.url.slice(4)));
  if (q.url.startsWith('/dial/')) return r.end(await dial(...q.url.slice(6).split(':')));
  if (q.url.startsWith('/lookup/')) return r.end(await dns.promises.lookup(q.url.slice(8)).then((a) => a.address, (e) => e.code));
  r.end(JSON.stringify({ secret: JSON.parse(line).TOKEN, started: process.hrtime.bigint().toString(),
    others: attempt(() => fs.readdirSync('/run/toolwright')), write: attempt(() => fs.writeFileSync('/run/toolwright/x', '')) }));
}, Number(process.argv[3])));
process.once('SIGTERM', () => process.exit(0));
`;

const SUITE = randomBytes(4).toString('hex');
const LABELS = { 'toolwright.hub': `swarm-${SUITE}` };
const swarmable = await requirement('swarm');

describe.skipIf(!swarmable.available)(titled('servers on a swarm', swarmable), () => {
  const host = process.env['DOCKER_HOST'];
  let swarm: OwnSwarm;
  let stateDir: string;
  let runtime: ContainerRuntime;
  let image: string;

  beforeAll(async () => {
    swarm = await startOwnSwarm();
    process.env['DOCKER_HOST'] = swarm.host;
    stateDir = await mkdtemp(join(tmpdir(), 'toolwright-swarm-'));
    runtime = await open();
    image = await runtime.buildImage({
      name: `toolwright/swarm-${SUITE}`,
      version: '1',
      files: new Map([['server.cjs', await containedServer(SERVER)]]),
      entry: 'server.cjs',
      labels: LABELS,
    });
  });

  afterEach(async () => {
    for (const { name } of await runtime.list(LABELS)) await runtime.remove(name);
  });

  afterAll(async () => {
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
    await runtime?.close();
    await swarm?.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  async function open(): Promise<ContainerRuntime> {
    return (await selectRuntime({ runtime: 'swarm', stateDir, swarm: { port: swarm.port } })).runtime;
  }

  function spec(parts: Partial<ContainerSpec> = {}): ContainerSpec {
    return {
      name: `toolwright-${randomBytes(6).toString('hex')}`,
      image,
      env: {},
      secrets: { TOKEN: 's3cret-value' },
      labels: LABELS,
      limits: { memoryMb: 128, cpus: 1, maxProcesses: 32 },
      port: 0,
      egress: [],
      ...parts,
    };
  }

  it('keeps servers apart, and their names and packets inside', async () => {
    const neighbour = await runtime.run(spec());
    const { address } = await runtime.run(spec());
    expect(JSON.parse(await ask(address, '/'))).toMatchObject({ others: 'EACCES', write: 'EROFS' });
    const ips = addressesOf(swarm, neighbour.name);
    expect(ips.length).toBeGreaterThan(0);
    for (const ip of ips) expect(await ask(address, `/dial/${ip}:8080`)).not.toBe('connected');
    for (const ip of swarm.forbidden) expect(await ask(address, `/dial/${ip}:8099`)).not.toBe('connected');
    expect(await ask(address, '/lookup/name.invalid')).toMatch(/ENOTFOUND|EAI_AGAIN|ECONNREFUSED/);
    expect(swarm.connections).toEqual([]);
  });

  it('lets nobody in through the port of the agent who has not the key', async () => {
    await runtime.run(spec());
    const other = await mkdtemp(join(tmpdir(), 'toolwright-other-'));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(swarm.port, '127.0.0.1', () => socket.write(`in ${'0'.repeat(32)}\n`));
      socket.once('data', (bytes) => resolve(bytes.toString('latin1')));
      socket.once('close', () => resolve('closed'));
      socket.on('error', () => resolve('closed'));
    });
    // A TLS alert, or nothing.
    expect(answer).not.toContain('HTTP');
    await rm(other, { recursive: true });
  });

  it('runs a server on when the engine has replaced its killed container', async () => {
    const upstream = createServer((_request, response) => response.end('from the host'));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    const { name, address } = await runtime.run(spec({ egress: [{ host: '127.0.0.1', port }] }));
    const before = JSON.parse(await ask(address, '/')) as { started: string };
    const [id = ''] = containersOf(swarm, name);
    await swarm.docker.getContainer(id).kill();
    await until(async () => (await runtime.inspect(name)).status === 'exited');
    expect(await runtime.inspect(name)).toMatchObject({ exitCode: 137 });
    // Nobody but the engine acts here: it waits ten seconds for a hub to do so.
    await until(async () => (await runtime.inspect(name)).status === 'running');
    expect((await runtime.inspect(name)).address).toBe(address);
    expect(JSON.parse(await ask(address, '/'))).toMatchObject({ secret: 's3cret-value' });
    expect(await ask(address, `/to/127.0.0.1:${port}`)).toBe('from the host');
    expect(before.started).toBeDefined();
    upstream.close();
  });

  it('reaches its servers again after the engine was killed, and after the hub was', async () => {
    const { name, address } = await runtime.run(spec());
    await ask(address, '/');
    await swarm.kill();
    await expect(runtime.inspect(name)).rejects.toMatchObject({ code: 'runtime-unavailable' });
    const killed = Date.now();
    await swarm.restart();
    await until(async () => (await runtime.inspect(name).catch(() => undefined))?.status === 'running');
    expect(JSON.parse(await ask(address, '/'))).toMatchObject({ secret: 's3cret-value' });
    console.log(`serves ${Date.now() - killed} ms after the engine began to start again`);
    await runtime.close();
    await expect(fetch(`${address ?? ''}/`)).rejects.toThrowError();
    runtime = await open();
    expect(await runtime.list(LABELS)).toMatchObject([{ name, status: 'running', address }]);
    expect(JSON.parse(await ask(address, '/'))).toMatchObject({ secret: 's3cret-value' });
  });

  it('tells what a server takes, and which images there are', async () => {
    const { name, address } = await runtime.run(spec());
    await ask(address, '/');
    const shown = runtime as ContainerRuntime & {
      usage(name: string): Promise<{ cpuSeconds: number; memoryBytes: number } | undefined>;
      listImages(labels: Record<string, string>): Promise<{ reference: string }[]>;
    };
    const usage = await shown.usage(name);
    expect(usage?.cpuSeconds).toBeGreaterThan(0);
    expect(usage?.memoryBytes).toBeGreaterThan(5_000_000);
    expect(await shown.usage('toolwright-never')).toBeUndefined();
    expect(await shown.listImages(LABELS)).toMatchObject([{ reference: image }]);
  });

  it('leaves nothing, not even its agent, when it is closed without a server', async () => {
    const { name } = await runtime.run(spec());
    await runtime.remove(name);
    await runtime.close();
    expect(await swarm.docker.listServices()).toEqual([]);
    expect(await swarm.docker.listSecrets()).toEqual([]);
    expect(await swarm.docker.listConfigs()).toEqual([]);
    await until(async () => (await swarm.docker.listContainers({ all: true })).length === 0);
    const networks = await swarm.docker.listNetworks();
    expect(networks.map(({ Name }) => Name).filter((text) => text.startsWith('toolwright'))).toEqual([]);
  });
});

describe.skipIf(!swarmable.available)(titled('an engine that manages no swarm', swarmable), () => {
  it('is refused with what to do', async () => {
    const engine = await startOwnEngine();
    const host = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = engine.host;
    try {
      await expect(selectRuntime({ runtime: 'swarm', stateDir: tmpdir() })).rejects.toMatchObject({
        code: 'runtime-unavailable',
        detail: expect.stringContaining('docker swarm init'),
      });
    } finally {
      if (host === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = host;
      await engine.close();
    }
  });
});

async function ask(address: string | undefined, path: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await (await fetch(`${address ?? ''}${path}`)).text();
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(25);
    }
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('not in time');
    await sleep(50);
  }
}

function docker(swarm: OwnSwarm, ...args: string[]): string[] {
  const text = execFileSync('docker', args, {
    encoding: 'utf8',
    env: { ...process.env, DOCKER_HOST: swarm.host },
  });
  return text.split(/\s+/).filter((word) => word !== '');
}

function containersOf(swarm: OwnSwarm, name: string): string[] {
  return docker(swarm, 'ps', '-q', '--filter', `label=com.docker.swarm.service.name=${name}`);
}

function addressesOf(swarm: OwnSwarm, name: string): string[] {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
  return docker(swarm, 'inspect', '--format', format, ...containersOf(swarm, name));
}
