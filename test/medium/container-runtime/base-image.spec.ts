import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectRuntime, type ContainerRuntime } from '#lib/container-runtime';
import { canHaveOwnEngine, startOwnEngine, type OwnEngine } from '../../support/own-engine.js';
import { titled } from '../../support/requirements.js';

const HUB = { 'toolwright.hub': 'base-image' };
const needs = canHaveOwnEngine();

describe.skipIf(!needs.available)(titled('what images are built on', needs), () => {
  const host = process.env['DOCKER_HOST'];
  let engine: OwnEngine;
  let stateDir = '';
  let made: string;
  const runtimes: ContainerRuntime[] = [];

  beforeAll(async () => {
    engine = await startOwnEngine();
    process.env['DOCKER_HOST'] = engine.host;
    stateDir = await mkdtemp(join(tmpdir(), 'toolwright-base-'));
  });

  afterAll(async () => {
    for (const runtime of runtimes) await runtime.close();
    if (host === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = host;
    await engine?.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  async function on(baseImage?: string): Promise<ContainerRuntime> {
    const base = baseImage === undefined ? {} : { baseImage };
    const { runtime } = await selectRuntime({ runtime: 'docker', stateDir, ...base });
    runtimes.push(runtime);
    return runtime;
  }

  const build = (runtime: ContainerRuntime, version: string) =>
    runtime.buildImage({
      name: 'toolwright/on-a-base',
      version,
      files: new Map([['server.cjs', Buffer.from('')]]),
      entry: 'server.cjs',
      labels: { ...HUB, 'toolwright.odd': `"'\n$(x) \\` },
    });

  it("is made of this machine's Node, and says which", async () => {
    const runtime = await on();
    const base = await runtime.base();
    expect(base).toMatchObject({
      name: 'toolwright/base',
      reference: expect.stringMatching(new RegExp(`^toolwright/base:${process.versions.node}-[0-9a-f]{12}$`)),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      node: { version: process.versions.node, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    made = base.reference;
    const image = await build(runtime, 'host');
    const [listed] = await runtime.listImages(HUB);
    expect(listed).toMatchObject({
      reference: image,
      sizeBytes: expect.any(Number),
      labels: {
        ...HUB,
        'toolwright.odd': `"'\n$(x) \\`,
        'org.opencontainers.image.base.name': 'toolwright/base',
        'org.opencontainers.image.base.digest': base.digest,
      },
    });
    expect(listed!.sizeBytes).toBeGreaterThan(10_000_000);
    expect(Date.now() - listed!.createdAt.getTime()).toBeLessThan(600_000);
    expect(await runtime.listImages({ 'toolwright.hub': 'another' })).toEqual([]);
  });

  it('is what a tag named when it was looked up, whatever it names later', async () => {
    const original = engine.docker.getImage(made);
    await original.tag({ repo: 'local/node', tag: '20' });
    const runtime = await on('local/node:20');
    const base = await runtime.base();
    const { Id: id } = await original.inspect();
    expect(base).toEqual({ name: 'local/node', reference: 'local/node:20', digest: id });
    const other = await engine.docker.getImage('toolwright/on-a-base:host');
    await other.tag({ repo: 'local/node', tag: '20' });
    const image = await build(runtime, 'tag');
    const [from, own] = await Promise.all([original.inspect(), engine.docker.getImage(image).inspect()]);
    expect(own.RootFS.Layers).toHaveLength(from.RootFS.Layers!.length + 1);
    expect(own.Config.Labels['org.opencontainers.image.base.digest']).toBe(id);
  });

  it('is taken by its digest, and by no other image when that is not there', async () => {
    const { Id: id } = await engine.docker.getImage(made).inspect();
    const pinned = await on(`toolwright/base@${id}`);
    expect(await pinned.base()).toMatchObject({ name: 'toolwright/base', digest: id });
    const image = await build(pinned, 'pinned');
    const { Config } = await engine.docker.getImage(image).inspect();
    expect(Config.Labels['org.opencontainers.image.base.digest']).toBe(id);
    const missing = await on(`localhost:1/node@sha256:${'0'.repeat(64)}`);
    await expect(missing.base()).rejects.toMatchObject({ code: 'runtime-unavailable' });
    await expect(build(missing, 'missing')).rejects.toMatchObject({ code: 'runtime-unavailable' });
  });
});
