import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallToolSet } from '../../../../test/support/tool-sets.js';
import { bundleProject, renderProject, type ServerBundle } from '#lib/server-project';
import { makeSbom, type SbomInput } from './make-sbom.js';

interface Shown {
  readonly serialNumber: string;
  readonly metadata: { timestamp?: string; properties: { name: string; value: string }[] };
  readonly components: {
    name: string;
    group?: string;
    version: string;
    purl?: string;
    licenses?: object[];
    hashes?: { alg: string; content: string }[];
  }[];
}

const VALIDATOR = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

describe('the bill of materials', () => {
  let bundle: ServerBundle;
  const input = (more: Partial<SbomInput> = {}): SbomInput => ({
    name: 'echo',
    version: '2.1',
    packages: bundle.packages,
    base: { name: 'node', reference: 'node:20.19.2', node: { version: '20.19.2', sha256: 'a'.repeat(64) } },
    descriptionHash: 'b'.repeat(64),
    generatorVersion: '0.1.0',
    template: 'node-server',
    templateVersion: '1.0.0',
    ...more,
  });

  beforeAll(async () => {
    bundle = await bundleProject(await renderProject(smallToolSet()));
  }, 60_000);

  it('is valid by the official schema', async () => {
    expect(await VALIDATOR.validate(makeSbom(input()))).toBeNull();
    const base = { name: 'node', reference: 'node:20-slim', digest: `sha256:${'c'.repeat(64)}` };
    const odd = input({
      name: 'a "quoted"\n name',
      version: '',
      base,
      packages: [
        { name: '@scope/odd', version: '1.0.0-rc.1+build', license: 'SEE LICENSE IN file' },
        { name: 'two', version: '1.0.0', license: '(MIT OR Apache-2.0)' },
      ],
      descriptionHash: null,
      generatorVersion: null,
      templateVersion: null,
    });
    expect(await VALIDATOR.validate(makeSbom(odd))).toBeNull();
    expect(await VALIDATOR.validate(makeSbom(odd).replace('"CycloneDX"', '"Other"'))).not.toBeNull();
  });

  it('lists the packages of which something is in the bundle, as they were installed', () => {
    const { components, metadata } = JSON.parse(makeSbom(input())) as Shown;
    const ajv = components.find(({ name }) => name === 'ajv');
    expect(ajv).toMatchObject({
      purl: expect.stringMatching(/^pkg:npm\/ajv@8\./),
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    });
    expect(components.find(({ name }) => name === 'server')).toMatchObject({
      group: '@modelcontextprotocol',
      purl: expect.stringMatching(/^pkg:npm\/%40modelcontextprotocol\/server@/),
    });
    expect(components.find(({ purl }) => purl === 'pkg:generic/node@20.19.2')?.hashes).toEqual([
      { alg: 'SHA-256', content: 'a'.repeat(64) },
    ]);
    for (const absent of ['esbuild', 'typeorm', '@nestjs/core'])
      expect(components.map(({ group, name }) => (group ? `${group}/${name}` : name))).not.toContain(absent);
    expect(metadata.properties).toContainEqual({
      name: 'toolwright:description:sha256',
      value: 'b'.repeat(64),
    });
  });

  it('has the same bytes for the same input, and another serial number for another', () => {
    const first = makeSbom(input());
    expect(makeSbom(input({ packages: bundle.packages.toReversed() }))).toBe(first);
    const { serialNumber, metadata } = JSON.parse(first) as Shown;
    expect(metadata.timestamp).toBeUndefined();
    const other = JSON.parse(makeSbom(input({ descriptionHash: 'd'.repeat(64) }))) as Shown;
    expect(other.serialNumber).not.toBe(serialNumber);
  });

  it('knows the packages of a server of a single file', async () => {
    const project = await renderProject(smallToolSet(), { template: 'node-single-file' });
    const { packages } = await bundleProject(project);
    const names = (list: readonly { name: string; version: string }[]) =>
      list.map(({ name, version }) => `${name}@${version}`);
    expect(names(packages)).toEqual(expect.arrayContaining(names(bundle.packages)));
  }, 60_000);
});
