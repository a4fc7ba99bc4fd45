import { createHash } from 'node:crypto';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProcessRuntime } from '#lib/container-runtime';
import { HUB_LABEL, ImageSweep, RuntimeContext, type DeploymentEntity } from '#lib/deployment';
import { RegistrationService } from '#lib/registration';
import { startUpstream, TestHub, until, type SlowUpstream } from '../../support/test-hub.js';

const MINUTE = 60_000;

describe('images of releases', () => {
  let test: TestHub;
  let upstream: SlowUpstream;
  let apiId: string;
  let deployment: DeploymentEntity;

  beforeAll(async () => {
    upstream = await startUpstream();
    test = await TestHub.start();
    apiId = await test.register();
    const { id } = await test.deploy(await test.generate(apiId), upstream);
    deployment = await test.untilState(id, 'healthy');
  });

  afterEach(() => {
    test.runtime.behaviour = 'normal';
  });

  afterAll(async () => {
    await test?.close();
    upstream?.close();
  });

  const hubId = () => test.hub.app.get(RuntimeContext).hubId;
  const references = async () =>
    (await test.runtime.listImages({ [HUB_LABEL]: hubId() })).map(({ reference }) => reference).toSorted();

  it('say what they are made of: in labels, with the release and as a bill of materials', async () => {
    const [release] = await test.releases.list(deployment.id);
    const provenance = release!.provenance!;
    expect(provenance).toMatchObject({
      descriptionHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      generatorVersion: '0.1.0',
      template: 'node-server',
      templateVersion: expect.any(String),
      base: { name: 'node', node: { version: process.versions.node } },
    });
    const [image] = await test.runtime.listImages({ [HUB_LABEL]: hubId() });
    expect(image).toMatchObject({ reference: release!.image, sizeBytes: expect.any(Number) });
    expect(image!.sizeBytes).toBeGreaterThan(100_000);
    expect(Date.now() - image!.createdAt.getTime()).toBeLessThan(MINUTE);
    expect(image!.labels).toMatchObject({
      'org.opencontainers.image.title': deployment.name,
      'toolwright.description.sha256': provenance.descriptionHash,
      'toolwright.sbom.sha256': provenance.sbomHash,
    });
    const sbom = await test.releases.sbom(deployment.id, 1);
    expect(createHash('sha256').update(sbom).digest('hex')).toBe(provenance.sbomHash);
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(sbom)).toBeNull();
    expect(sbom).not.toContain(test.dataDir);
    await expect(test.releases.sbom(deployment.id, 99)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are shared by releases of the same content, and stay known to a runtime that starts anew', async () => {
    await test.releases.change(deployment.id, { generationId: await test.generate(apiId) });
    const live = await test.untilRelease(deployment.id, 'live');
    expect(await references()).toEqual([live.image]);
    const again = new ProcessRuntime(test.runtime.stateDir);
    expect(await again.listImages({ [HUB_LABEL]: hubId() })).toEqual(
      await test.runtime.listImages({ [HUB_LABEL]: hubId() }),
    );
    expect(await again.listImages({ [HUB_LABEL]: 'another' })).toEqual([]);
  });

  it('that nobody knows go after a time of grace, and no others', async () => {
    const sweep = test.hub.app.get(ImageSweep);
    const build = (name: string, hub: string) =>
      test.runtime.buildImage({
        name: `toolwright/${name}`,
        version: '1',
        files: new Map([['server.cjs', Buffer.from('')]]),
        entry: 'server.cjs',
        labels: { [HUB_LABEL]: hub },
      });
    const [kept] = await references();
    const stray = await build('stray', hubId());
    const foreign = await build('foreign', 'another-hub');
    const now = Date.now();
    await sweep.run(now);
    await sweep.run(now + 9 * MINUTE);
    expect(await references()).toEqual([kept, stray].toSorted());
    await sweep.run(now + 11 * MINUTE);
    expect(await references()).toEqual([kept]);
    const others = await test.runtime.listImages({ [HUB_LABEL]: 'another-hub' });
    expect(others.map(({ reference }) => reference)).toEqual([foreign]);
    await test.runtime.removeImage(foreign);
  });

  it('are those of the last five releases', async () => {
    const registration = test.hub.app.get(RegistrationService);
    for (let round = 1; round <= 6; round += 1) {
      await registration.replaceDescription(apiId, { kind: 'text', name: 'p.yaml', text: await text(round) });
      await test.releases.change(deployment.id, { generationId: await test.generate(apiId) });
      const { number } = await test.untilRelease(deployment.id, 'live');
      await until(async () => (await stateOf(number - 1)) === 'retired');
    }
    const all = await test.releases.list(deployment.id);
    await until(async () => (await references()).length === 5);
    const fifth = all.slice(0, 5);
    expect(await references()).toEqual(fifth.map(({ image }) => image).toSorted());
    expect(new Set(fifth.map(({ image }) => image)).size).toBe(5);
    expect((await test.releases.list(deployment.id)).slice(5).map(({ image }) => image)).toEqual([
      null,
      null,
      null,
    ]);
    expect(new Set(all.map(({ provenance }) => provenance?.descriptionHash)).size).toBe(7);
    await test.releases.rollback(deployment.id, 1);
    const back = await test.untilRelease(deployment.id, 'live');
    expect(await references()).toContain(back.image);
  }, 120_000);

  async function stateOf(number: number): Promise<string | undefined> {
    return (await test.releases.list(deployment.id)).find((release) => release.number === number)?.state;
  }
});

async function text(round: number): Promise<string> {
  const petstore = await readFile(new URL('../../specs/petstore-3.0.yaml', import.meta.url), 'utf8');
  return petstore.replace(/^ {2}version: .*$/m, `  version: 9.0.${round}`);
}
