import { describe, expect, it } from 'vitest';
import { smallToolSet } from '../../../../test/support/tool-sets.js';
import { packageIdentity, semanticVersion } from './package-identity.js';

describe('semanticVersion', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['v3', '3.0.0'],
    ['2.1', '2.1.0'],
    ['1.0.27-SNAPSHOT', '1.0.27-SNAPSHOT'],
    ['1.0-rc.01', '1.0.0-rc.1'],
    ['01.02.03', '1.2.3'],
    ['1.0.0+build', '1.0.0'],
    ['2022-11-28', '2022.0.0-11-28'],
    ['latest', '1.0.0'],
    ['1.2.3.4', '1.0.0'],
    ['99999999999999999999.0.0', '1.0.0'],
    ['', '1.0.0'],
    ['"; rm -rf /', '1.0.0'],
  ])('makes %j %j', (version, expected) => {
    expect(semanticVersion(version)).toBe(expected);
  });
});

describe('serverKey', () => {
  it.each([
    ['petstore', 'petstore'],
    ['petstore-mcp-server', 'petstore'],
    ['github-v3-rest-api', 'github-v3-rest-api'],
    ['swagger-petstore-openapi-3-0', 'swagger-petstore'],
    ['administrationsschnittstelle', 'administrationsschn'],
  ])('of %s is %s, short enough to stand before the name of each tool', (name, key) => {
    expect(packageIdentity(smallToolSet({ name }).manifest).serverKey).toBe(key);
  });
});
