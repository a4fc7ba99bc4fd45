import { describe, expect, it } from 'vitest';
import { imageLabels, type Provenance } from './provenance.js';

const PROVENANCE: Provenance = {
  generationId: 'c9c1f1f0-0000-4000-8000-000000000000',
  descriptionHash: 'a'.repeat(64),
  generatorVersion: '0.1.0',
  template: 'node-server',
  templateVersion: '1.0.0',
  apiVersion: '3.0.4-rc.1+build',
  base: { name: 'node', reference: 'node:20' },
  sbomHash: 'b'.repeat(64),
};

describe('the labels of an image', () => {
  it('say what it is and what it was made of', () => {
    expect(imageLabels('petstore', PROVENANCE)).toEqual({
      'org.opencontainers.image.title': 'petstore',
      'org.opencontainers.image.version': '3.0.4-rc.1+build',
      'toolwright.description.sha256': 'a'.repeat(64),
      'toolwright.generator.version': '0.1.0',
      'toolwright.template.name': 'node-server',
      'toolwright.template.version': '1.0.0',
      'toolwright.sbom.sha256': 'b'.repeat(64),
    });
  });

  it.each(['1.0"\nRUN touch /x', '1 0', '', '${HOME}', 'v'.repeat(65), '1.0\n', 'é'])(
    'leave out what is no version: %j',
    (apiVersion) => {
      const labels = imageLabels('petstore', { ...PROVENANCE, apiVersion });
      expect(Object.keys(labels)).not.toContain('org.opencontainers.image.version');
    },
  );

  it('leave out what is not known', () => {
    const unknown = { ...PROVENANCE, descriptionHash: null, generatorVersion: null, templateVersion: null };
    expect(Object.keys(imageLabels('A b', unknown))).toEqual([
      'org.opencontainers.image.version',
      'toolwright.template.name',
      'toolwright.sbom.sha256',
    ]);
  });
});
