import { describe, expect, it } from 'vitest';
import type { CredentialScheme, ServerManifest, ServerTemplate, ToolDefinition } from '../format.js';
import { destinationsOf } from './destinations.js';

const server = (url: string): ServerTemplate => ({ url, variables: {} });

function found(
  parts: {
    readonly servers?: readonly ServerTemplate[];
    readonly own?: readonly ServerTemplate[];
    readonly credentials?: Readonly<Record<string, CredentialScheme>>;
  },
  env: Readonly<Record<string, string>> = {},
): string[] {
  const { servers = [], own, credentials = {} } = parts;
  const manifest = { servers, credentials } as unknown as ServerManifest;
  const bindings = [{}, own === undefined ? {} : { servers: own }];
  const tools = bindings.map((binding) => ({ binding })) as unknown as ToolDefinition[];
  return destinationsOf({ manifest, tools }, env).map(({ host, port }) => `${host} ${port}`);
}

describe('what a server connects to', () => {
  it('is its first server, with the usual port', () => {
    expect(
      found({ servers: [server('https://api.example.com/v1'), server('http://other.example.com')] }),
    ).toEqual(['api.example.com 443']);
    expect(found({ servers: [server('http://[::1]:8080')] })).toEqual(['::1 8080']);
  });

  it('is the address that its owner gave instead', () => {
    const servers = [server('https://api.example.com/v1')];
    expect(found({ servers }, { UPSTREAM_BASE_URL: 'http://127.0.0.1:3999' })).toEqual(['127.0.0.1 3999']);
  });

  it('is where its variables lead', () => {
    const variables = { region: { default: 'eu', env: 'REGION' } };
    const servers = [{ url: 'https://{region}.example.com', variables }];
    expect(found({ servers })).toEqual(['eu.example.com 443']);
    expect(found({ servers }, { REGION: 'us' })).toEqual(['us.example.com 443']);
  });

  it('holds the servers of single operations, also relative ones', () => {
    const servers = [server('https://api.example.com')];
    expect(found({ servers, own: [server('https://files.example.com:8443/')] })).toEqual([
      'api.example.com 443',
      'files.example.com 8443',
    ]);
    expect(found({ servers, own: [server('/v2')] })).toEqual(['api.example.com 443']);
  });

  it('holds token endpoints, discovery, issuers and collectors', () => {
    const oauth: CredentialScheme = {
      type: 'oauth2',
      tokenEnv: 'T',
      clientCredentials: {
        tokenUrl: 'https://auth.example.com/token',
        tokenUrlEnv: 'TOKEN_URL',
        clientIdEnv: 'I',
        clientSecretEnv: 'S',
      },
      openIdConnectUrl: 'https://id.example.com/.well-known/openid-configuration',
    };
    const env = {
      TOKEN_URL: 'https://auth2.example.com',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OAUTH_ISSUER: 'https://issuer.example.com',
    };
    expect(found({ credentials: { oauth } })).toEqual(['auth.example.com 443', 'id.example.com 443']);
    expect(found({ credentials: { oauth } }, env)).toEqual([
      'auth2.example.com 443',
      'id.example.com 443',
      '127.0.0.1 4318',
      'issuer.example.com 443',
    ]);
  });

  it('is nothing where a description names what is never called', () => {
    expect(found({ servers: [server('http://169.254.169.254/')] })).toEqual([]);
    expect(found({ servers: [server('/relative')] })).toEqual([]);
    expect(found({})).toEqual([]);
  });
});
