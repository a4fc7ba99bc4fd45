import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec, SPDX } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import type { ImageBase } from '#lib/container-runtime';
import type { BundledPackage } from '#lib/server-project';

/** What a server is made of and by, for {@link makeSbom}. */
export interface SbomInput {
  readonly name: string;
  /** Of the API, as its description says it. */
  readonly version: string;
  readonly packages: readonly BundledPackage[];
  readonly base: ImageBase;
  /** SHA-256 over the description's documents, in hex; null where it was not recorded. */
  readonly descriptionHash: string | null;
  readonly generatorVersion: string | null;
  readonly template: string;
  readonly templateVersion: string | null;
}

const SERVER = 'server';
const DIGEST = /^sha256:([0-9a-f]{64})$/u;
const EXPRESSION = /^[\w.+\-() ]+$/u;

/**
 * A bill of materials: CycloneDX 1.6, as JSON (https://cyclonedx.org/docs/1.6/json/). The same input gives the same
 * bytes: there is no time in it, and the serial number follows from the content.
 */
export function makeSbom(input: SbomInput): string {
  const bom = new Models.Bom();
  const server = new Models.Component(Enums.ComponentType.Application, input.name, {
    bomRef: SERVER,
    version: input.version,
  });
  bom.metadata.component = server;
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);
  bom.metadata.tools.components.add(
    new Models.Component(Enums.ComponentType.Application, 'toolwright', {
      bomRef: 'toolwright',
      ...(input.generatorVersion === null ? {} : { version: input.generatorVersion }),
    }),
  );
  for (const [name, value] of propertiesOf(input))
    bom.metadata.properties.add(new Models.Property(name, value));
  for (const component of componentsOf(input)) {
    bom.components.add(component);
    server.dependencies.add(component.bomRef);
  }
  bom.serialNumber = serialNumber(serialize(bom));
  return serialize(bom);
}

function propertiesOf({ descriptionHash, template, templateVersion }: SbomInput): [string, string][] {
  const given: [string, string | null][] = [
    ['toolwright:description:sha256', descriptionHash],
    ['toolwright:template:name', template],
    ['toolwright:template:version', templateVersion],
  ];
  return given.filter((entry): entry is [string, string] => entry[1] !== null);
}

function componentsOf({ packages, base }: SbomInput): Models.Component[] {
  const { node } = base;
  return [
    ...packages.map(packageComponent),
    ...(node === undefined ? [] : [nodeComponent(node)]),
    baseComponent(base),
  ];
}

function packageComponent({ name, version, license, sha512 }: BundledPackage): Models.Component {
  const [scope, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = new PackageURL('npm', scope, plain ?? name, version, undefined, undefined).toString();
  const component = new Models.Component(Enums.ComponentType.Library, plain ?? name, {
    ...(scope === undefined ? {} : { group: scope }),
    bomRef: purl,
    version,
    purl,
    scope: Enums.ComponentScope.Required,
  });
  if (license !== undefined) component.licenses.add(licenseOf(license));
  if (sha512 !== undefined) component.hashes.set(Enums.HashAlgorithm['SHA-512'], sha512);
  return component;
}

function licenseOf(license: string): Models.License {
  const id = SPDX.fixupSpdxId(license);
  if (id !== undefined) return new Models.SpdxLicense(id);
  const isExpression = / (?:OR|AND|WITH) /u.test(license) && EXPRESSION.test(license);
  return isExpression ? new Models.LicenseExpression(license) : new Models.NamedLicense(license);
}

/** With what scanners look vulnerabilities of Node itself up by. */
function nodeComponent({ version, sha256 }: { version: string; sha256?: string }): Models.Component {
  const purl = new PackageURL('generic', undefined, 'node', version, undefined, undefined).toString();
  const component = new Models.Component(Enums.ComponentType.Platform, 'node', {
    bomRef: purl,
    version,
    purl,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
  });
  if (sha256 !== undefined) component.hashes.set(Enums.HashAlgorithm['SHA-256'], sha256);
  return component;
}

function baseComponent({ name, reference, digest, node }: ImageBase): Models.Component {
  const component = new Models.Component(Enums.ComponentType.Container, name, {
    bomRef: 'base',
    version: reference,
  });
  // What was made of this machine's Node is the same for the same Node; its id on the engine is not.
  const hash = node?.sha256 === undefined ? DIGEST.exec(digest ?? '')?.[1] : undefined;
  if (hash !== undefined) component.hashes.set(Enums.HashAlgorithm['SHA-256'], hash);
  return component;
}

function serialize(bom: Models.Bom): string {
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** A UUID of version 8 (RFC 9562, section 5.8) from the content. */
function serialNumber(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
