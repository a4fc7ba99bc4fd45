import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime, type ContainerSpec } from '#lib/container-runtime';
import { bundledScript, CONTAINER_RUNTIME } from '../../support/bundled-script.js';
import { containedServer } from '../../support/contained-server.js';
import { DRIVERS, hostOf, needsOf, type DriverHost } from '../../support/driver-hosts.js';
import { requirement, titled } from '../../support/requirements.js';

/** Asks its upstream through its passage, other ports of what it takes for loopback, and writes lines on request. */
const SERVER = `
const get = (options) => new Promise((done) => http.get(options, (r) => { let t = ''; r.on('data', (c) => t += c); r.on('end', () => done(t)); }).on('error', (e) => done(e.code)));
process.stdin.once('data', () => {
  serve(async (q, r) => {
    const url = new URL(q.url, 'http://x');
    if (url.pathname === '/upstream') return r.end(await through('127.0.0.1:' + process.env.UPSTREAM_PORT));
    if (url.pathname === '/loopback') return r.end(await get({ host: '127.0.0.1', port: url.searchParams.get('port') }));
    if (url.pathname === '/lines') for (let i = 0; i < Number(url.searchParams.get('n')); i += 1) console.log('line ' + i + ' ' + 'x'.repeat(200));
    r.end('ok');
  }, Number(process.argv[3]));
});
if (process.env.EXIT_WITH_STDIN === '1') process.stdin.once('end', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
`;

const SUITE = randomBytes(4).toString('hex');
const LABELS = { 'toolwright.hub': `faults-${SUITE}` };
const BUILD = {
  name: `toolwright/faults-${SUITE}`,
  version: '1',
  files: new Map([['server.cjs', await containedServer(SERVER)]]),
  entry: 'server.cjs',
  labels: LABELS,
};

function spec(parts: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    name: `toolwright-${randomBytes(6).toString('hex')}`,
    image: `${BUILD.name}:1`,
    env: {},
    secrets: {},
    labels: LABELS,
    limits: { memoryMb: 128, cpus: 1, maxProcesses: 32 },
    port: 0,
    egress: [],
    ...parts,
  };
}

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

for (const driver of DRIVERS) {
  const needs = await needsOf(driver);

  describe.skipIf(!needs.available)(titled(`container runtime under stress: ${driver}`, needs), () => {
    let host: DriverHost;
    let runtime: ContainerRuntime;
    let stateDir: string;

    beforeAll(async () => {
      stateDir = await mkdtemp(join(tmpdir(), 'toolwright-faults-'));
      host = await hostOf(driver);
      ({ runtime } = await selectRuntime({ runtime: driver, stateDir, ...host.preferences }));
      await runtime.buildImage(BUILD);
    });

    afterEach(async () => {
      for (const { name } of await runtime.list(LABELS)) await runtime.remove(name);
    });

    afterAll(async () => {
      await runtime?.removeImage(`${BUILD.name}:1`);
      await runtime?.close();
      await host?.close();
      await rm(stateDir, { recursive: true, force: true });
    });

    it('follows a burst of lines without a loss, a repeat or a torn line', async () => {
      const { name, address } = await runtime.run(spec());
      await ask(address, '/');
      const abort = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        for await (const { text } of runtime.logs(name, { tail: 0, follow: true, signal: abort.signal }))
          seen.push(text.split(' ')[1] ?? '');
      })();
      await sleep(200);
      await ask(address, '/lines?n=3000');
      for (let wait = 0; wait < 400 && seen.length < 3000; wait += 1) await sleep(25);
      abort.abort();
      await following;
      expect(seen).toEqual(Array.from({ length: 3000 }, (_, index) => String(index)));
    });

    it('has nothing to say of a container that never was', async () => {
      const lines = [];
      for await (const line of runtime.logs('toolwright-never', { tail: 5, follow: false })) lines.push(line);
      expect(lines).toEqual([]);
      await runtime.stop('toolwright-never', 100);
    });

    it('holds no more open files after ten rounds than after the first', async () => {
      const round = async () => {
        const { name, address } = await runtime.run(spec());
        await ask(address, '/');
        await runtime.remove(name);
      };
      await round();
      await sleep(200);
      const before = (await readdir('/proc/self/fd')).length;
      for (let count = 0; count < 10; count += 1) await round();
      await sleep(500);
      expect((await readdir('/proc/self/fd')).length).toBeLessThanOrEqual(before + 3);
    });
  });
}

const docker = await requirement('docker');

describe.skipIf(!docker.available)(titled("a container's way to the host's loopback", docker), () => {
  let stateDir: string;
  let upstream: Server;
  let port: number;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'toolwright-faults-'));
    upstream = createServer((_request, response) => response.end('from the host'));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    ({ port } = upstream.address() as AddressInfo);
  });

  afterAll(async () => {
    upstream?.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  it.each([
    ['short', (folder: string) => folder],
    ['long', (folder: string) => join(folder, 'd'.repeat(90))],
  ])('leads to one address alone and opens again for a new hub (%s folder)', async (_kind, folderOf) => {
    const options = { runtime: 'docker', stateDir: folderOf(stateDir) } as const;
    const first = (await selectRuntime(options)).runtime;
    const image = await first.buildImage(BUILD);
    const wanted = spec({ env: { UPSTREAM_PORT: String(port) }, egress: [{ host: '127.0.0.1', port }] });
    try {
      const { address } = await first.run(wanted);
      expect(await ask(address, '/upstream')).toBe('from the host');
      expect(await ask(address, `/loopback?port=${port}`)).toBe('ECONNREFUSED');
      await first.close();
      await expect(fetch(`${address ?? ''}/`)).rejects.toThrowError();
      const second = (await selectRuntime(options)).runtime;
      expect(await second.list(LABELS)).toMatchObject([{ name: wanted.name, status: 'running' }]);
      expect(await ask(address, '/upstream')).toBe('from the host');
      await second.close();
    } finally {
      await first.remove(wanted.name);
      await first.removeImage(image);
      await first.close();
    }
  });
});

describe('a Docker engine that is gone', () => {
  const host = process.env['DOCKER_HOST'];
  afterEach(() => {
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
  });

  it('is told by name when asked for, and gives way to processes when not', async () => {
    process.env['DOCKER_HOST'] = `unix://${join(tmpdir(), `no-engine-${SUITE}.sock`)}`;
    await expect(selectRuntime({ runtime: 'docker', stateDir: tmpdir() })).rejects.toMatchObject({
      code: 'runtime-unavailable',
    });
    const { runtime, reason } = await selectRuntime({ runtime: 'auto', stateDir: tmpdir() });
    expect(runtime.name).toBe('process');
    expect(reason).toMatch(/Docker engine does not answer/);
  });

  it('is not asked at all when it is reached over a network, where no server could be', async () => {
    process.env['DOCKER_HOST'] = 'tcp://engine.invalid:2375';
    await expect(selectRuntime({ runtime: 'docker', stateDir: tmpdir() })).rejects.toMatchObject({
      code: 'runtime-unavailable',
      detail: expect.stringMatching(/engine\.invalid is reached over the network/),
    });
  });
});

describe.skipIf(!existsSync('/proc/self/stat'))('a hub that is killed', () => {
  it('leaves no server behind', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'toolwright-killed-'));
    const name = `killed-${SUITE}`;
    const script = `
      const { selectRuntime } = await import(${JSON.stringify(CONTAINER_RUNTIME)});
      const { runtime } = await selectRuntime({ runtime: 'process', stateDir: ${JSON.stringify(stateDir)} });
      const files = new Map([['server.cjs', Buffer.from(${JSON.stringify(Buffer.from(await containedServer(SERVER)).toString())})]]);
      await runtime.buildImage({ name: '${name}', version: '1', files, entry: 'server.cjs', labels: {} });
      const limits = { memoryMb: 128, cpus: 1, maxProcesses: 32 };
      const state = await runtime.run({ name: '${name}', image: '${name}:1', env: {}, secrets: {}, labels: {}, limits, port: 0, egress: [] });
      console.log(state.address);`;
    const hub = spawn(process.execPath, ['--input-type=module'], { stdio: ['pipe', 'pipe', 'inherit'] });
    hub.stdin.end(await bundledScript(script));
    const address = await new Promise<string>((resolve) => {
      hub.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    });
    expect(await ask(address, '/')).toBe('ok');
    expect(serversOf(name)).toHaveLength(1);
    hub.kill('SIGKILL');
    for (let wait = 0; wait < 80 && serversOf(name).length > 0; wait += 1) await sleep(25);
    expect(serversOf(name)).toEqual([]);
    // The next hub on the folder clears away what that one left.
    await (await selectRuntime({ runtime: 'process', stateDir })).runtime.close();
    await rm(stateDir, { recursive: true, force: true });
  });
});

function serversOf(image: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(join(image, '1', 'server.cjs')));
}
