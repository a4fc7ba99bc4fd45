import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime, type ContainerSpec } from '#lib/container-runtime';
import { containedServer } from '../../support/contained-server.js';
import {
  canHaveOwnEngine,
  FORBIDDEN_PORT,
  startOwnEngine,
  type OwnEngine,
} from '../../support/own-engine.js';
import { quantile, times, toTable, type Outcome } from '../../support/lab/outcomes.js';
import { titled } from '../../support/requirements.js';
import { attack, attackerFiles } from './attacker.js';

const needs = canHaveOwnEngine();
const available = needs.available || process.env['TOOLWRIGHT_TEST_REQUIRE'] === 'all';
const LABELS = { 'toolwright.hub': `escape-${randomBytes(4).toString('hex')}` };
const CALM_ROUNDS = 5;
const OWN_SECRET = `own-${randomBytes(12).toString('hex')}`;
const OTHER_SECRET = `other-${randomBytes(12).toString('hex')}`;

/** Answers fast, and holds a secret in its memory. */
const NEIGHBOUR = `process.stdin.once('data', (line) => { globalThis.kept = String(line); serve((q, r) => r.end('"pong"'), Number(process.argv[3])); });`;

/** All that an attacker got done. */
const successes = (outcomes: Readonly<Record<string, unknown>>) =>
  Object.entries(outcomes).filter(([, outcome]) => outcome === 'done');

/**
 * From inside a container, with just the driver's options. The engine stands in a network namespace that nothing leads
 * out of: should an option be lost, what an attack sends reaches listeners of this test.
 */
describe.skipIf(!available)(titled('a server that wants out of its container', needs), () => {
  let engine: OwnEngine;
  let runtime: ContainerRuntime;
  let stateDir: string;
  let hub: Server;
  let hubPort: number;
  let hubRequests = 0;
  let attacker: string;
  let attackerImage: string;
  let neighbour: string;
  const host = process.env['DOCKER_HOST'];

  const spec = (image: string, parts: Partial<ContainerSpec> = {}): ContainerSpec => ({
    name: `toolwright-${randomBytes(6).toString('hex')}`,
    image,
    env: {},
    secrets: {},
    labels: LABELS,
    limits: { memoryMb: 128, cpus: 0.5, maxProcesses: 48 },
    port: 0,
    egress: [],
    ...parts,
  });

  const start = async (image: string, parts: Partial<ContainerSpec> = {}): Promise<string> => {
    const { address = '' } = await runtime.run(spec(image, parts));
    await untilServing(address);
    return address;
  };

  beforeAll(async () => {
    hub = createServer((_request, response) => {
      hubRequests += 1;
      response.end('the hub');
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    hubPort = (hub.address() as AddressInfo).port;
    engine = await startOwnEngine();
    process.env['DOCKER_HOST'] = engine.host;
    stateDir = await mkdtemp(join(tmpdir(), 'toolwright-escape-'));
    ({ runtime } = await selectRuntime({ runtime: 'docker', stateDir }));
    const build = { version: '1', entry: 'server.cjs', labels: LABELS };
    attackerImage = await runtime.buildImage({
      ...build,
      name: 'escape/attacker',
      files: await attackerFiles(),
    });
    const files = new Map([['server.cjs', await containedServer(NEIGHBOUR)]]);
    const neighbourImage = await runtime.buildImage({ ...build, name: 'escape/neighbour', files });
    const env = {
      ENGINE_SOCKET: engine.host.slice('unix://'.length),
      HUB_FOLDER: stateDir,
      HUB_PID: String(process.pid),
    };
    attacker = await start(attackerImage, { env, secrets: { TOKEN: OWN_SECRET } });
    neighbour = await start(neighbourImage, { secrets: { TOKEN: OTHER_SECRET } });
  });

  afterAll(async () => {
    for (const { name } of (await runtime?.list(LABELS)) ?? []) await runtime.remove(name);
    await runtime?.close();
    await engine?.close();
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
    hub?.close();
    if (stateDir !== undefined) await rm(stateDir, { recursive: true, force: true });
  });

  it('would get out where the options are left out: the attacks themselves work', async () => {
    const { id } = await engine.docker.createContainer({
      Image: attackerImage,
      User: '0:0',
      Env: ['HOST=0.0.0.0', 'EGRESS_PROXY=/none'],
      OpenStdin: true,
      Labels: LABELS,
      HostConfig: { CapAdd: ['SYS_ADMIN', 'NET_RAW'], SecurityOpt: ['seccomp=unconfined'] },
      Cmd: ['node', '-e', CONTROL],
    });
    const container = engine.docker.getContainer(id);
    await container.start();
    await container.wait();
    const output = String(await container.logs({ stdout: true, stderr: true }));
    await container.remove();
    expect(output).toContain('written mounted raw');
    expect(engine.connections).toEqual(engine.forbidden);
  });

  it('changes no file, and finds none of the machine', async () => {
    const outcomes = await attack<Record<string, string>>(attacker, 'files');
    expect(Object.keys(outcomes).length).toBeGreaterThanOrEqual(25);
    expect(successes(outcomes)).toEqual([]);
  });

  it('is given nothing by the kernel', async () => {
    const outcomes = await attack<Record<string, string>>(attacker, 'calls');
    expect(Object.keys(outcomes).length).toBeGreaterThan(20);
    expect(Object.values(outcomes).every((outcome) => /^errno \d+$/u.test(outcome))).toBe(true);
  });

  it('traces, signals and reads no process of the machine, of the hub or of its neighbour', async () => {
    const others = await Promise.all(
      (await runtime.list(LABELS)).map(async ({ name }) => {
        const { State } = await engine.docker.getContainer(name).inspect();
        return State.Pid;
      }),
    );
    // As the machine numbers them: 1 is the server itself in there, which may do with itself what it likes.
    const pids = [process.pid, process.ppid, ...others];
    const outcomes = await attack<Record<string, string>>(attacker, 'trace', { pids });
    expect(Object.keys(outcomes).length).toBe(3 * new Set(pids).size);
    // EPERM or ESRCH: forbidden, or nobody there.
    expect(Object.values(outcomes).filter((outcome) => !/^errno [13]$/u.test(outcome))).toEqual([]);
  });

  it('has no network but its own loopback', async () => {
    const before = engine.connections.length;
    const targets = [
      ...engine.forbidden.map((address) => `${address}:${FORBIDDEN_PORT}`),
      `172.17.0.1:${FORBIDDEN_PORT}`,
      // Where containers of this engine would be, had they a network.
      '172.17.0.2:8080',
      '172.17.0.3:8080',
      `127.0.0.1:${hubPort}`,
      `127.0.0.1:${new URL(neighbour).port}`,
    ];
    const outcomes = await attack<Record<string, string>>(attacker, 'network', { targets });
    expect(Object.keys(outcomes)).toHaveLength(targets.length);
    expect(successes(outcomes)).toEqual([]);
    expect(await attack(attacker, 'datagram', { host: engine.forbidden[0] })).toBe('ENETUNREACH');
    expect(await attack(attacker, 'interfaces')).toEqual(['lo']);
    expect(engine.connections).toHaveLength(before);
  });

  it("reaches neither the hub nor its neighbour through the hub's proxy", async () => {
    const targets = [`127.0.0.1:${hubPort}`, `localhost:${hubPort}`, `127.0.0.1:${new URL(neighbour).port}`];
    const outcomes = await attack<Record<string, string>>(attacker, 'proxied', { targets });
    for (const target of targets) expect(outcomes[target]).toMatch(/is not among the hosts/);
    expect(hubRequests).toBe(0);
  });

  it('finds no secret, neither its own in what the system shows nor that of another', async () => {
    const all = await attack<string>(attacker, 'everything');
    expect(all).toContain('SECRETS_FROM_STDIN');
    expect(all).not.toContain(OTHER_SECRET);
    expect(all).not.toContain(OWN_SECRET);
    expect(await attack<number>(attacker, 'processes')).toBeLessThan(6);
  });

  it('fills no disk', async () => {
    expect(await attack(attacker, 'fill')).toMatchObject({
      error: 'ENOSPC',
      mb: expect.toSatisfy((mb) => mb <= 16),
    });
    expect(await attack(attacker, 'shared')).toMatchObject({ mb: expect.toSatisfy((mb) => mb <= 1) });
    expect(await attack(attacker, 'inodes')).toMatchObject({
      error: 'ENOSPC',
      made: expect.toSatisfy((made) => made <= 1_024),
    });
  });

  it('slows its neighbour by no more than its share of the processors', async () => {
    const calm: number[] = [];
    for (let round = 0; round < CALM_ROUNDS; round += 1)
      calm.push(quantile(await latencies(neighbour, 100), 0.95));
    const attacks = [
      attack(attacker, 'spin', { ms: 4_000 }),
      attack<string>(attacker, 'fork').then((text) => text.split(' ').map(Number)),
    ] as const;
    await sleep(200);
    const during = await latencies(neighbour, 100);
    const [, [made = 0, failed = 0]] = await Promise.all(attacks);
    expect([made + failed, made < 48]).toEqual([500, true]);
    await noteFigures(calm, quantile(during, 0.95));
    expect(quantile(during, 0.5) / quantile(calm, 0.5)).toBeLessThan(50);
    expect(Math.max(...during)).toBeLessThan(5_000);
  });

  it('ends alone when it takes more memory than it may', async () => {
    const wanted = spec(attackerImage);
    const { address = '' } = await runtime.run(wanted);
    await untilServing(address);
    await expect(attack(address, 'memory')).rejects.toThrowError();
    for (let wait = 0; wait < 200 && (await runtime.inspect(wanted.name)).status === 'running'; wait += 1)
      await sleep(50);
    expect(await runtime.inspect(wanted.name)).toMatchObject({
      status: 'exited',
      reason: expect.stringMatching(/out of memory/),
    });
    expect(await attack(attacker, 'ping')).toBe('pong');
    expect(await (await fetch(neighbour)).text()).toBe('"pong"');
  });
});

/** What succeeds in a container as an engine makes it when nothing is said, and with what people add to it. */
const CONTROL = `
const fs = require('node:fs'), net = require('node:net'), { execFileSync } = require('node:child_process');
const loader = fs.readdirSync('/lib64').map((name) => '/lib64/' + name).find((path) => path.includes('ld-'));
const perl = (program) => execFileSync(loader, ['--library-path', '/app/tools', '/app/tools/perl', '-e', program], { encoding: 'utf8' });
fs.writeFileSync('/x', '');
const mounted = perl('my ($a, $b, $c) = ("none" . "", "/tmp" . "", "tmpfs" . ""); print syscall(165, $a, $b, $c, 0, 0) == 0 ? "mounted" : $!;');
const raw = perl('print syscall(41, 2, 3, 1) >= 0 ? "raw" : $!;');
const targets = ['169.254.169.254', '10.99.0.1', '93.184.216.34'];
(async () => {
  for (const host of targets) await new Promise((done) => net.connect(${FORBIDDEN_PORT}, host).once('close', done).once('error', done).resume());
  console.log('written', mounted, raw);
})();
`;

async function untilServing(address: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await attack(address, 'ping').catch((error: unknown) => {
        if (!(error instanceof SyntaxError)) throw error;
      });
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(25);
    }
  }
}

/** In milliseconds, one request after another. */
async function latencies(address: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const started = performance.now();
    await (await fetch(address)).text();
    times.push(performance.now() - started);
  }
  return times;
}

/** Noise is what calm rounds differ by: an attack that stays within it changed nothing that can be seen. */
async function noteFigures(calm: readonly number[], during: number): Promise<void> {
  const driver = 'docker';
  const figures: Outcome[] = [
    { driver, what: "a neighbour's 95th percentile, calm rounds", ...times(calm) },
    {
      driver,
      what: "a neighbour's 95th percentile, under attack",
      ...times([during]),
      atMost: Math.ceil(Math.max(...calm)),
    },
  ];
  process.stdout.write(`${toTable(figures)}\n`);
  const path = process.env['TOOLWRIGHT_TEST_FIGURES'];
  if (path !== undefined) await writeFile(path, JSON.stringify(figures));
}
