import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryAddress } from '../../../libs/container-runtime/src/registry/registry-address.js';
import { RegistryClient } from '../../../libs/container-runtime/src/registry/registry-client.js';
import { RegistryImages } from '../../../libs/container-runtime/src/registry/registry-images.js';
import { canHaveOwnRegistry, startOwnRegistry, type OwnRegistry } from '../../support/own-registry.js';
import { titled } from '../../support/requirements.js';

const LABELS = { 'toolwright.hub': 'one' };
const needs = canHaveOwnRegistry();

describe.skipIf(!needs.available)(titled('images in a registry, without an engine', needs), () => {
  let registry: OwnRegistry;
  let client: RegistryClient;
  let images: RegistryImages;

  beforeAll(async () => {
    registry = await startOwnRegistry({ canDelete: true });
    client = new RegistryClient(registryAddress(`${registry.host}/tools/of`));
    images = new RegistryImages(client, undefined);
  });

  afterAll(() => registry?.close());

  it('are a base of this Node and one layer, built once', async () => {
    expect(await images.build(build('1'))).toBe('toolwright/pets:1');
    const found = (await client.manifest('tools/of/toolwright/pets', '1'))!;
    expect(found.manifest.layers).toHaveLength(2);
    const [base, own] = found.manifest.layers;
    expect(base!.size).toBeGreaterThan(10_000_000);
    const layer = gunzipSync(await client.blob('tools/of/toolwright/pets', own!.digest));
    expect(layer.toString('latin1')).toContain('app/server.cjs');
    const config = JSON.parse(
      (await client.blob('tools/of/toolwright/pets', found.manifest.config.digest)).toString(),
    ) as { config: object; rootfs: { diff_ids: string[] } };
    expect(config.config).toMatchObject({ User: '1000:1000', WorkingDir: '/app', Labels: LABELS });
    expect(config.rootfs.diff_ids).toHaveLength(2);
    await images.build(build('1'));
    expect((await client.manifest('tools/of/toolwright/pets', '1'))?.digest).toBe(found.digest);
    expect(await images.resolve('toolwright/pets:1')).toBe(
      `${registry.host}/tools/of/toolwright/pets@${found.digest}`,
    );
    expect((await images.base()).node!.version).toBe(process.versions.node);
  });

  it('are put on a base of the registry, by tag and by digest', async () => {
    const { reference, digest } = await images.base();
    for (const base of [`tools/of/${reference}`, `${registry.host}/tools/of/toolwright/base@${digest}`]) {
      const others = new RegistryImages(client, base);
      const name = `named/${base.includes('@') ? 'digest' : 'tag'}`;
      await others.build({ ...build('1'), name });
      const { manifest } = (await client.manifest(`tools/of/${name}`, '1'))!;
      const { manifest: own } = (await client.manifest('tools/of/toolwright/pets', '1'))!;
      expect(manifest.layers).toEqual(own.layers);
    }
    const absent = new RegistryImages(client, 'library/node:20-slim');
    await expect(absent.base()).rejects.toMatchObject({ code: 'runtime-unavailable' });
  });

  it('are listed by label, and removed where the registry allows it', async () => {
    await images.build({ ...build('2'), labels: { 'toolwright.hub': 'two' } });
    expect(await images.list({ 'toolwright.hub': 'two' })).toMatchObject([
      { reference: 'toolwright/pets:2', createdAt: expect.any(Date), sizeBytes: expect.any(Number) },
    ]);
    await images.remove('toolwright/pets:2');
    await images.remove('toolwright/pets:2');
    expect(await images.list({ 'toolwright.hub': 'two' })).toEqual([]);
    await expect(images.resolve('toolwright/pets:2')).rejects.toMatchObject({ code: 'runtime-unavailable' });
  });

  it('stay in a registry that deletes nothing, without an error', async () => {
    const keeping = await startOwnRegistry({ canDelete: false });
    try {
      const kept = new RegistryImages(new RegistryClient(registryAddress(keeping.host)), undefined);
      await kept.build(build('1'));
      await kept.remove('toolwright/pets:1');
      expect(await kept.list(LABELS)).toHaveLength(1);
    } finally {
      await keeping.close();
    }
  });

  it('take no file that leaves its folder', async () => {
    const files = new Map([['../etc/passwd', Buffer.from('x')]]);
    await expect(images.build({ ...build('3'), files })).rejects.toThrow(/leaves its folder/);
  });
});

function build(version: string) {
  const files = new Map([['server.cjs', Buffer.from('console.log(1)')]]);
  return { name: 'toolwright/pets', version, files, entry: 'server.cjs', labels: LABELS };
}
