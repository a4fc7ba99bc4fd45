import type { ImageBase } from '#lib/container-runtime';

/** What an image was made of and by. */
export interface Provenance {
  readonly generationId: string;
  /** SHA-256 (hex) over the description's documents as they were generated from; null where it was not recorded. */
  readonly descriptionHash: string | null;
  readonly generatorVersion: string | null;
  readonly template: string;
  readonly templateVersion: string | null;
  /** Of the API, as its description says it. */
  readonly apiVersion: string;
  readonly base: ImageBase;
  /** SHA-256 (hex) of the bill of materials. */
  readonly sbomHash: string;
}

const HASH = /^[0-9a-f]{64}$/u;
const VERSION = /^[\w.+-]{1,64}$/u;
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/u;

/** Every label that is put on an image of a release, and what it may hold; anything else is left out. */
const LABELS = {
  'org.opencontainers.image.title': NAME,
  'org.opencontainers.image.version': VERSION,
  'toolwright.description.sha256': HASH,
  'toolwright.generator.version': VERSION,
  'toolwright.template.name': NAME,
  'toolwright.template.version': VERSION,
  'toolwright.sbom.sha256': HASH,
} as const satisfies Record<string, RegExp>;

/**
 * Labels of an image: those of the OCI image specification (annotations.md) and ours. All follow from its content, so
 * that releases can share it; when and by which release it was first built is no part of them.
 *
 * @param title Name of the server
 */
export function imageLabels(title: string, provenance: Provenance): Record<string, string> {
  const values: Record<keyof typeof LABELS, string | null> = {
    'org.opencontainers.image.title': title,
    'org.opencontainers.image.version': provenance.apiVersion,
    'toolwright.description.sha256': provenance.descriptionHash,
    'toolwright.generator.version': provenance.generatorVersion,
    'toolwright.template.name': provenance.template,
    'toolwright.template.version': provenance.templateVersion,
    'toolwright.sbom.sha256': provenance.sbomHash,
  };
  const fitting = Object.entries(LABELS).flatMap(([label, pattern]) => {
    const value = values[label as keyof typeof LABELS];
    return value !== null && pattern.test(value) ? [[label, value] as const] : [];
  });
  return Object.fromEntries(fitting);
}
