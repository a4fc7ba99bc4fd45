import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime, type ContainerState } from '#lib/container-runtime';
import { containedServer } from '../../support/contained-server.js';
import { requirement, titled } from '../../support/requirements.js';

const docker = await requirement('docker');
const LABELS = { 'toolwright.hub': `hardening-${randomBytes(4).toString('hex')}` };
const SECRET = `canary-${randomBytes(16).toString('hex')}`;
const NAME = `toolwright-${randomBytes(6).toString('hex')}`;
const SERVER = `process.stdin.once('data', (line) => { globalThis.kept = JSON.parse(line); serve((q, r) => r.end(String(kept.TOKEN.length)), Number(process.argv[3])); });`;
const MEGABYTE = 1024 * 1024;

describe.skipIf(!docker.available)(titled("a server's container", docker), () => {
  const engine = new Docker();
  let runtime: ContainerRuntime;
  let stateDir: string;
  let image: string;
  let state: ContainerState;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'toolwright-hardening-'));
    ({ runtime } = await selectRuntime({ runtime: 'docker', stateDir }));
    const files = new Map([['server.cjs', await containedServer(SERVER)]]);
    image = await runtime.buildImage({
      name: `toolwright/${LABELS['toolwright.hub']}`,
      version: '1',
      files,
      entry: 'server.cjs',
      labels: LABELS,
    });
    state = await runtime.run({
      name: NAME,
      image,
      env: { GREETING: 'hello' },
      secrets: { TOKEN: SECRET },
      labels: LABELS,
      limits: { memoryMb: 128, cpus: 0.5, maxProcesses: 32 },
      port: 0,
      egress: [{ host: 'api.example.com', port: 443 }],
    });
    await untilServing(state.address ?? '');
  });
  afterAll(async () => {
    await runtime?.remove(NAME);
    await runtime?.removeImage(image);
    await runtime?.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  it('may do what the options say, and no more', async () => {
    const { HostConfig: host, Config: config, Mounts: mounts } = await engine.getContainer(NAME).inspect();
    expect(config.User).toBe('1000:1000');
    expect(host).toMatchObject({
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      IpcMode: 'private',
      PidMode: '',
      UTSMode: '',
      UsernsMode: '',
      PidsLimit: 32,
      Memory: 128 * MEGABYTE,
      MemorySwap: 128 * MEGABYTE,
      NanoCpus: 500_000_000,
      ShmSize: MEGABYTE,
      Init: true,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
      Ulimits: [
        { Name: 'nofile', Soft: 4_096, Hard: 4_096 },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      Tmpfs: { '/tmp': expect.stringMatching(/noexec.*nosuid.*nodev.*size=16m.*nr_inodes/) },
    });
    expect([host.CapAdd, host.Devices, host.PortBindings, host.VolumesFrom, host.Binds]).toEqual(
      expect.toSatisfy((values: unknown[]) =>
        values.every((value) => value === null || Object.keys(value ?? {}).length === 0),
      ),
    );
    expect(mounts.map(({ Type, Destination, RW }) => ({ Type, Destination, RW }))).toEqual([
      { Type: 'bind', Destination: '/run/toolwright', RW: false },
    ]);
    expect(mounts[0]?.Source).toContain(NAME);
  });

  it('runs under the seccomp profile of the engine', async () => {
    const { State } = await engine.getContainer(NAME).inspect();
    const status = await readFile(`/proc/${State.Pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\s+2$/mu);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/mu);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(status).toMatch(new RegExp(`^${set}:\\s+0+$`, 'mu'));
  });

  it('shows its secret nowhere: image, labels, settings, log, command lines or environments', async () => {
    expect(await (await fetch(state.address ?? '')).text()).toBe(String(SECRET.length));
    const inspected = [
      await engine.getContainer(NAME).inspect(),
      await engine.getImage(image).inspect(),
      await engine.getImage(image).history(),
    ];
    expect(JSON.stringify(inspected)).not.toContain(SECRET);
    const log = await engine.getContainer(NAME).logs({ stdout: true, stderr: true });
    expect(String(log)).not.toContain(SECRET);
    expect(await occurs(SECRET, await engine.getImage(image).get())).toBe(false);
    // What is searched is found where it is.
    expect(await occurs('globalThis.kept', await engine.getImage(image).get())).toBe(true);
    const shown = await shownByTheSystem();
    expect(shown).toContain('GREETING=hello');
    expect(shown).not.toContain(SECRET);
  });
});

/** Every command line and environment that this user may see. */
async function shownByTheSystem(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const files = pids.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  const texts = await Promise.all(files.map((path) => readFile(path, 'latin1').catch(() => '')));
  return texts.join('\n');
}

async function occurs(text: string, stream: NodeJS.ReadableStream): Promise<boolean> {
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const here = rest + chunk.toString('latin1');
    if (here.includes(text)) return true;
    rest = here.slice(-text.length);
  }
  return false;
}

async function untilServing(address: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await fetch(address);
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(25);
    }
  }
}
