import { describe, expect, it } from 'vitest';
import type { CredentialScheme, SecurityNeed, ServerManifest } from '#lib/server-runtime';
import type { ToolSet } from '#lib/tool-mapping';
import { smallToolSet } from '../../../../test/support/tool-sets.js';
import { environmentOf } from './environment.js';

const need = (...schemes: string[]): SecurityNeed[] => schemes.map((scheme) => ({ scheme, scopes: [] }));

/** A tool set whose two tools need these credentials. */
function withSecurity(
  credentials: Readonly<Record<string, CredentialScheme>>,
  first: readonly SecurityNeed[][],
  second: readonly SecurityNeed[][] = first,
): ToolSet {
  const tools = smallToolSet({ credentials });
  const security = [first, second];
  return {
    ...tools,
    files: tools.files.map((file, index) => ({
      ...file,
      tools: file.tools.map((tool) => ({
        ...tool,
        binding: { ...tool.binding, security: security[index] ?? [] },
      })),
    })),
  };
}

const required = (tools: ToolSet) =>
  environmentOf(tools)
    .filter((variable) => variable.required)
    .map((variable) => variable.name);

describe('environmentOf', () => {
  const key: CredentialScheme = { type: 'apiKey', in: 'header', name: 'X-Key', env: 'KEY' };
  const token: CredentialScheme = { type: 'bearer', env: 'TOKEN' };

  it('requires a credential that no tool goes without', () => {
    expect(required(withSecurity({ key }, [need('key')]))).toEqual(['KEY']);
    expect(required(withSecurity({ key, token }, [need('key', 'token')]))).toEqual(['KEY', 'TOKEN']);
  });

  it('requires none where another way is open', () => {
    expect(required(withSecurity({ key, token }, [need('key'), need('token')]))).toEqual([]);
    expect(required(withSecurity({ key }, [need('key'), need()]))).toEqual([]);
    expect(required(withSecurity({ key }, [need('key')], []))).toEqual([]);
  });

  it('leaves out what no tool needs', () => {
    const names = environmentOf(withSecurity({ key, token }, [need('key')])).map((variable) => variable.name);
    expect(names).toEqual(['UPSTREAM_BASE_URL', 'KEY']);
  });

  it('asks for a token or for the client, not for both', () => {
    const oauth: CredentialScheme = {
      type: 'oauth2',
      tokenEnv: 'T',
      clientCredentials: {
        tokenUrl: 'https://x.test/t',
        tokenUrlEnv: 'U',
        clientIdEnv: 'I',
        clientSecretEnv: 'S',
      },
    };
    const found = environmentOf(withSecurity({ oauth }, [need('oauth')]));
    expect(
      found.slice(1).map(({ name, secret, required, default: value }) => [name, secret, required, value]),
    ).toEqual([
      ['T', true, false, null],
      ['I', false, false, null],
      ['S', true, false, null],
      ['U', false, false, 'https://x.test/t'],
    ]);
  });

  it.each<[string, Partial<ServerManifest>]>([
    ['there is no server', { servers: [] }],
    ['the only server is a path', { servers: [{ url: '/v1', variables: {} }] }],
  ])('requires the upstream when %s', (_when, manifest) => {
    expect(required(smallToolSet({ credentials: {}, ...manifest }))).toEqual(['UPSTREAM_BASE_URL']);
  });

  it('names the variables of the address, with what may stand for them', () => {
    const region = { default: 'eu', enum: ['eu', 'us'], env: 'REGION' };
    const [, found] = environmentOf(
      smallToolSet({ servers: [{ url: 'https://{region}.x.test', variables: { region } }] }),
    );
    expect(found).toMatchObject({ name: 'REGION', default: 'eu', choices: ['eu', 'us'], required: false });
  });
});
