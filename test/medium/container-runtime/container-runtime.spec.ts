import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  selectRuntime,
  type ContainerRuntime,
  type ContainerSpec,
  type LogOptions,
} from '#lib/container-runtime';
import { ask, text, until } from '../../support/asking.js';
import { containedServer } from '../../support/contained-server.js';
import { DRIVERS, hostOf, needsOf, type DriverHost } from '../../support/driver-hosts.js';
import { shownOf } from '../../support/shown-of.js';
import { SERVER, type Seen } from '../../support/telling-server.js';
import { titled } from '../../support/requirements.js';

const LABELS = { 'toolwright.hub': `suite-${randomBytes(4).toString('hex')}` };

for (const driver of DRIVERS) {
  const needs = await needsOf(driver);

  describe.skipIf(!needs.available)(titled(`container runtime: ${driver}`, needs), () => {
    let host: DriverHost;
    let runtime: ContainerRuntime;
    let stateDir: string;
    let image: string;
    let upstream: Server;

    beforeAll(async () => {
      stateDir = await mkdtemp(join(tmpdir(), 'toolwright-runtime-'));
      host = await hostOf(driver);
      ({ runtime } = await selectRuntime({ runtime: driver, stateDir, ...host.preferences }));
      image = await runtime.buildImage(await build('1'));
      upstream = createServer((_request, response) => response.end('from the host'));
      await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    });

    afterEach(async () => {
      for (const { name } of await runtime.list(LABELS)) await runtime.remove(name);
    });

    afterAll(async () => {
      await runtime?.removeImage(image);
      await runtime?.close();
      await host?.close();
      upstream?.close();
      await rm(stateDir, { recursive: true, force: true });
    });

    it('says whether it is there and as what', async () => {
      expect(await runtime.availability()).toMatchObject({
        available: true,
        reason: expect.stringMatching(/\d+\.\d+/),
      });
    });

    it('builds an image once', async () => {
      expect(await runtime.buildImage(await build('1'))).toBe(image);
    });

    it('lists the images that carry a label, and those only', async () => {
      const other = await runtime.buildImage({
        ...(await build('2')),
        labels: { 'toolwright.hub': 'other' },
      });
      const [listed, ...more] = await runtime.listImages(LABELS);
      expect(more).toEqual([]);
      expect(listed).toMatchObject({ reference: image, createdAt: expect.any(Date), labels: LABELS });
      expect(listed!.sizeBytes).toBeGreaterThan(100);
      await runtime.removeImage(other);
      expect(await runtime.listImages({ 'toolwright.hub': 'other' })).toEqual([]);
    });

    it('runs a server on loopback that gets its settings and secrets, and nothing of ours', async () => {
      process.env['CANARY_OF_THE_HOST'] = 'canary';
      const state = await runtime.run(
        spec({ env: { GREETING: 'hello' }, secrets: { TOKEN: 's3cret-value' } }),
      );
      expect(state).toMatchObject({
        status: 'running',
        address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      const seen = await ask<Seen>(state.address, '/');
      expect(seen.secrets).toEqual({ TOKEN: 's3cret-value' });
      expect(seen.env['GREETING']).toBe('hello');
      expect(JSON.stringify(seen.env)).not.toMatch(/s3cret-value|canary/);
    });

    it('keeps secrets out of what the system shows of it', async () => {
      const { name } = await runtime.run(spec({ secrets: { TOKEN: 's3cret-value' } }));
      expect(await shownOf(driver, name)).not.toContain('s3cret-value');
    });

    it('writes down what the server says, and follows it', async () => {
      const { name, address } = await runtime.run(spec({}));
      await ask(address, '/');
      const abort = new AbortController();
      const lines: string[] = [];
      const following = (async () => {
        for await (const { stream, text } of runtime.logs(name, {
          tail: 10,
          follow: true,
          signal: abort.signal,
        }))
          lines.push(`${stream} ${text}`);
      })();
      await until(() => lines.length >= 2);
      // A cluster's API gives both streams as one.
      const warning = driver === 'kubernetes' ? 'stdout a warning' : 'stderr a warning';
      expect(lines.toSorted()).toEqual([warning, 'stdout listening']);
      abort.abort();
      await following;
      const tail = [];
      for await (const line of runtime.logs(name, { tail: 1, follow: false })) tail.push(line);
      expect(tail).toHaveLength(1);
      expect(tail[0]?.at.getTime()).toBeGreaterThan(Date.now() - 60_000);
    });

    it('gives the lines since a time, and all that are kept', async () => {
      const { name, address } = await runtime.run(spec({}));
      await ask(address, '/say/first');
      await sleep(50);
      const since = new Date();
      await ask(address, '/say/second');
      const read = async (options: Partial<LogOptions>) => {
        const texts: string[] = [];
        const all = runtime.logs(name, { tail: Infinity, follow: false, ...options });
        for await (const line of all)
          if (line.stream === 'stdout' && line.text !== 'a warning') texts.push(line.text);
        return texts;
      };
      await until(async () => (await read({})).includes('second'));
      expect(await read({})).toEqual(['listening', 'first', 'second']);
      expect(await read({ since })).toEqual(['second']);
    });

    // A cluster's metrics are means over many seconds, and it need not have any.
    it.skipIf(driver === 'kubernetes')('tells what a server takes while it runs', async () => {
      const { name, address } = await runtime.run(spec({}));
      await ask(address, '/');
      const before = await runtime.usage(name);
      expect(before?.memoryBytes).toBeGreaterThan(5_000_000);
      expect(before?.memoryBytes).toBeLessThan(200_000_000);
      await ask(address, '/work');
      const after = await runtime.usage(name);
      expect(after!.cpuSeconds - before!.cpuSeconds).toBeGreaterThan(0.1);
      expect(after!.cpuSeconds - before!.cpuSeconds).toBeLessThan(5);
      expect(after!.at.getTime()).toBeGreaterThan(before!.at.getTime());
      await runtime.stop(name, 2_000);
      expect(await runtime.usage(name)).toBeUndefined();
      expect(await runtime.usage('unknown')).toBeUndefined();
    });

    it('stops gracefully, and by force what does not listen', async () => {
      const polite = await runtime.run(spec({}));
      await ask(polite.address, '/');
      await runtime.stop(polite.name, 5_000);
      expect(await runtime.inspect(polite.name)).toMatchObject({ status: 'exited', exitCode: 0 });
      const deaf = await runtime.run(spec({ env: { DEAF: '1' } }));
      await ask(deaf.address, '/');
      await runtime.stop(deaf.name, 1_000);
      expect((await runtime.inspect(deaf.name)).status).toBe('exited');
      await runtime.stop(deaf.name, 1_000);
    });

    it('tells that a server crashed, and with which code', async () => {
      const { name, address } = await runtime.run(spec({}));
      await ask(address, '/');
      await ask(address, '/crash').catch(() => undefined);
      await until(async () => (await runtime.inspect(name)).status === 'exited');
      expect(await runtime.inspect(name)).toMatchObject({ status: 'exited', exitCode: 7 });
    });

    it('tells what happens to its containers, and to no others', async () => {
      const abort = new AbortController();
      const seen: string[] = [];
      const listening = (async () => {
        for await (const { name, kind } of runtime.events(LABELS, abort.signal)) seen.push(`${kind} ${name}`);
      })();
      await sleep(300);
      const other = spec({ labels: { 'toolwright.hub': 'another' } });
      await runtime.run(other);
      const { name, address } = await runtime.run(spec({}));
      await ask(address, '/');
      await ask(address, '/crash').catch(() => undefined);
      await until(() => seen.includes(`ended ${name}`));
      await runtime.remove(name);
      await runtime.remove(other.name);
      await until(() => seen.includes(`removed ${name}`));
      expect(seen).toEqual([`started ${name}`, `ended ${name}`, `removed ${name}`]);
      abort.abort();
      await listening;
    });

    it('refuses a name and a port that are taken', async () => {
      const first = await runtime.run(spec({}));
      const port = Number(new URL(first.address ?? '').port);
      await expect(runtime.run({ ...spec({}), name: first.name })).rejects.toMatchObject({
        code: 'state-conflict',
      });
      const second = spec({ port });
      await expect(runtime.run(second)).rejects.toMatchObject({ code: 'port-taken' });
      expect((await runtime.inspect(second.name)).status).toBe('missing');
      expect((await runtime.inspect(first.name)).status).toBe('running');
    });

    it('lists by label and forgets what is removed', async () => {
      const { name } = await runtime.run(spec({}));
      expect((await runtime.list(LABELS)).map((state) => state.name)).toEqual([name]);
      expect(await runtime.list({ 'toolwright.hub': 'another' })).toEqual([]);
      await runtime.remove(name);
      await runtime.remove(name);
      expect(await runtime.list(LABELS)).toEqual([]);
      expect(await runtime.inspect(name)).toMatchObject({ status: 'missing' });
    });

    it.runIf(driver !== 'process')('lets a server do nothing it need not', async () => {
      const { address } = await runtime.run(spec({}));
      const seen = await ask<Seen>(address, '/probe');
      expect(seen).toMatchObject({ uid: 1000, writeRoot: false, writeTmp: true });
      expect(seen.status).toMatch(/^CapBnd:\s+0+$/m);
      // Services of engines before API 1.46 cannot have it, and the reason says so.
      const { reason } = await runtime.availability();
      const isForbidden = !reason.includes('without no-new-privileges');
      expect(seen.status).toMatch(isForbidden ? /^NoNewPrivs:\s+1$/m : /^NoNewPrivs:\s+0$/m);
      expect(isForbidden || driver === 'swarm').toBe(true);
      expect(seen.status).toMatch(/^Seccomp:\s+2$/m);
    });

    it.runIf(driver !== 'process')('reaches what is listed, and nothing else', async () => {
      const { port } = upstream.address() as AddressInfo;
      const other = createServer((_request, response) => response.end('never'));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port: closedPort } = other.address() as AddressInfo;
      const { name, address } = await runtime.run(spec({ egress: [{ host: '127.0.0.1', port }] }));
      expect(await text(address, `/to/127.0.0.1:${port}`)).toBe('from the host');
      expect(await text(address, `/to/127.0.0.1:${closedPort}`)).toMatch(/not among the hosts/);
      other.close();
      await runtime.remove(name);
      if (driver === 'docker') await expect(readdir(join(stateDir, 'passages'))).resolves.not.toContain(name);
    });

    it('leaves nothing behind after many rounds', async () => {
      for (let round = 0; round < 3; round += 1) {
        const { name, address } = await runtime.run(spec({}));
        await ask(address, '/');
        await runtime.remove(name);
      }
      expect(await runtime.list(LABELS)).toEqual([]);
    });
  });
}

async function build(version: string) {
  const files = new Map([['server.cjs', await containedServer(SERVER)]]);
  return {
    name: `toolwright/suite-${LABELS['toolwright.hub']}`,
    version,
    files,
    entry: 'server.cjs',
    labels: LABELS,
  };
}

function spec(parts: Partial<ContainerSpec>): ContainerSpec {
  return {
    name: `toolwright-${randomBytes(6).toString('hex')}`,
    image: `toolwright/suite-${LABELS['toolwright.hub']}:1`,
    env: {},
    secrets: {},
    labels: LABELS,
    limits: { memoryMb: 128, cpus: 1, maxProcesses: 32 },
    port: 0,
    egress: [],
    ...parts,
  };
}
