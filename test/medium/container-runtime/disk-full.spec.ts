import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime } from '#lib/container-runtime';
import type { DeploymentEntity } from '#lib/deployment';
import { RegistrationService } from '#lib/registration';
import { bundledScript, CONTAINER_RUNTIME } from '../../support/bundled-script.js';
import { canHaveOwnEngine, startOwnEngine, type OwnEngine } from '../../support/own-engine.js';
import { titled } from '../../support/requirements.js';
import { callOnce, startUpstream, TestHub, until, type SlowUpstream } from '../../support/test-hub.js';

const PETSTORE = new URL('../../specs/petstore-3.0.yaml', import.meta.url);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const needs = canHaveOwnEngine();

describe.skipIf(!needs.available)(titled('an engine whose disk is full', needs), () => {
  const host = process.env['DOCKER_HOST'];
  let engine: OwnEngine;
  let test: TestHub<ContainerRuntime>;
  let upstream: SlowUpstream;
  let apiId: string;
  let deployment: DeploymentEntity;

  beforeAll(async () => {
    engine = await startOwnEngine({ diskMb: 600 });
    process.env['DOCKER_HOST'] = engine.host;
    upstream = await startUpstream();
    test = await TestHub.startOn(
      async (stateDir) => (await selectRuntime({ runtime: 'docker', stateDir })).runtime,
      { TOOLWRIGHT_START_TIMEOUT_S: '30' },
    );
    apiId = await test.register();
    const { id } = await test.deploy(await test.generate(apiId), upstream);
    deployment = await test.untilState(id, 'healthy');
  });

  afterEach(() => engine?.free());

  afterAll(async () => {
    await test?.close();
    upstream?.close();
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
    await engine?.close();
  });

  /** Waits for the refusal, watches that nothing is called live meanwhile, and makes room. */
  async function waitsAndRecovers(): Promise<void> {
    const { id } = deployment;
    const seen = new Set<string>();
    await until(async () => {
      const [newest] = await test.releases.list(id);
      seen.add(newest!.state);
      return newest!.attempts >= 2;
    });
    expect([...seen]).not.toContain('live');
    const [waiting, before] = await test.releases.list(id);
    expect(waiting).toMatchObject({ reasonCode: 'disk-full', liveAt: null });
    expect(waiting!.reason).toMatch(/no space left/);
    expect(before).toMatchObject({ state: 'live' });
    expect(await callOnce(test.endpoint(deployment))).toBeUndefined();
    await sleep(200);
    engine.free();
    const live = await test.untilRelease(id, 'live');
    expect(live).toMatchObject({ number: waiting!.number, reasonCode: null });
    expect(await callOnce(test.endpoint(deployment))).toBeUndefined();
    await until(async () => (await test.releases.list(id))[1]?.state === 'retired');
  }

  it('has a build wait, say why, and go on when there is room', async () => {
    const text = (await readFile(PETSTORE, 'utf8')).replace(/^ {2}version: .*$/m, '  version: 9.1.0');
    const registration = test.hub.app.get(RegistrationService);
    await registration.replaceDescription(apiId, { kind: 'text', name: 'petstore.yaml', text });
    const generationId = await test.generate(apiId);
    engine.fill();
    await test.releases.change(deployment.id, { generationId });
    await waitsAndRecovers();
  });

  it('has a start wait whose image is there, too', async () => {
    engine.fill();
    await test.releases.change(deployment.id, { limits: { memoryMb: 200 } });
    await waitsAndRecovers();
  });
});

describe.skipIf(!needs.available)(titled('a data folder that is full', needs), () => {
  it('takes no half of an image, and the whole one once there is room', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'toolwright-full-'));
    const script = `
      import { execFileSync } from 'node:child_process';
      const { ProcessRuntime } = await import(${JSON.stringify(CONTAINER_RUNTIME)});
      const runtime = new ProcessRuntime(process.env.TMPDIR + '/state');
      const files = new Map([['server.cjs', Buffer.alloc(3_000_000, ' ')], ['data/one.json', Buffer.alloc(3_000_000, ' ')]]);
      const build = { name: 'toolwright/full', version: '1', files, entry: 'server.cjs', labels: { hub: 'one' } };
      const refusal = await runtime.buildImage(build).catch((error) => error.code);
      const left = await runtime.listImages({});
      execFileSync('mount', ['-o', 'remount,size=16m', process.env.TMPDIR]);
      const image = await runtime.buildImage(build);
      const images = await runtime.listImages({ hub: 'one' });
      console.log(JSON.stringify({ refusal, left, image, images }));`;
    const mount = 'mount -t tmpfs -o size=4m tmpfs "$TMPDIR" && exec "$0" --input-type=module';
    const output = execFileSync('unshare', ['--mount', 'sh', '-c', mount, process.execPath], {
      input: await bundledScript(script),
      cwd: ROOT,
      env: { ...process.env, TMPDIR: folder },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(JSON.parse(output)).toMatchObject({
      refusal: 'ENOSPC',
      left: [],
      image: 'toolwright/full:1',
      images: [{ reference: 'toolwright/full:1', sizeBytes: 6_000_000, labels: { hub: 'one' } }],
    });
    await rm(folder, { recursive: true, force: true });
  });
});
