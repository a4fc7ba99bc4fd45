import { SignJWT } from 'jose';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer, type LoopbackIssuer, type TokenOptions } from '../../support/loopback-issuer.js';
import { LIST, post, serveFixture, type ServedFixture } from '../../support/served-fixture.js';

const RESOURCE = 'https://mcp.example.com/mcp';

let issuer: LoopbackIssuer;
let server: ServedFixture;

beforeAll(async () => {
  issuer = await startIssuer();
  server = await serveFixture({ env: oauthEnv() });
});
afterAll(async () => {
  await server.close();
  await issuer.close();
});

function oauthEnv(): Record<string, string> {
  return {
    OAUTH_ISSUER: issuer.issuer,
    OAUTH_RESOURCE: RESOURCE,
    OAUTH_SCOPES: 'mcp',
    OAUTH_WRITE_SCOPES: 'items:write',
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const callOf = (name: string) => ({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name, arguments: { id: 'a' } },
});
const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp';

describe('protected-resource metadata (RFC 9728)', () => {
  it.each(['', '/mcp'])('is at the well-known address%s, for everybody', async (suffix) => {
    const url = new URL(`/.well-known/oauth-protected-resource${suffix}`, server.url);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      resource: RESOURCE,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['mcp', 'items:write'],
      bearer_methods_supported: ['header'],
      resource_name: 'Conformance',
    });
  });

  it('is not there where no token is needed', async () => {
    const open = await serveFixture();
    const response = await fetch(new URL('/.well-known/oauth-protected-resource', open.url));
    expect(response.status).toBe(404);
    await open.close();
  });
});

describe('a request', () => {
  it('with a token of the issuer for this server is served', async () => {
    const response = await post(server.url, LIST, bearer(await issuer.token(RESOURCE)));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('get_item');
  });

  it('without a token learns where to get one', async () => {
    const response = await post(server.url, LIST);
    expect(response.status).toBe(401);
    const challenge = response.headers.get('www-authenticate')!;
    expect(challenge).toMatch(/^Bearer /u);
    expect(challenge).toContain(`resource_metadata="${METADATA}"`);
    expect(challenge).toContain('scope="mcp"');
  });

  it.each(['GET', 'DELETE'])('%s needs a token, too', async (method) => {
    expect((await fetch(server.url, { method })).status).toBe(401);
  });

  it('does not bring its token in the URL', async () => {
    const token = await issuer.token(RESOURCE);
    expect((await post(`${server.url}?access_token=${token}`, LIST)).status).toBe(401);
  });

  it.each<[string, TokenOptions]>([
    ['has expired', { expiresIn: -120 }],
    ['never expires', { claims: { exp: undefined as never } }],
    ['is for another audience', { claims: { aud: 'https://other.example.com/mcp' } }],
    ['is for no audience', { claims: { aud: undefined as never } }],
    ['comes from another issuer', { claims: { iss: 'https://other.example.com' } }],
    ['is not valid yet', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
  ])('with a token that %s gets 401', async (_name, options) => {
    await refused(await issuer.token(RESOURCE, options));
  });

  it('with a token that another key signed gets 401', async () => {
    await refused(await issuer.token(RESOURCE, { key: await issuer.foreignKey() }));
  });

  it('with alg=none gets 401', async () => {
    await refused(issuer.unsigned(RESOURCE));
  });

  it('with the public key taken for a shared secret gets 401', async () => {
    const keys = await (await fetch(issuer.jwksUrl)).text();
    const forged = await new SignJWT({ iss: issuer.issuer, aud: RESOURCE, sub: 'eve', scope: 'mcp' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(keys));
    await refused(forged);
  });

  it.each(['x', 'a.b.c', `${'x'.repeat(7_000)}`])('with no token at all, %.10s, gets 401', async (token) => {
    await refused(token);
  });

  async function refused(token: string): Promise<void> {
    const response = await post(server.url, LIST, bearer(token));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await response.text()).not.toContain(token);
  }
});

describe('scopes', () => {
  it('that every request needs are asked for with 403', async () => {
    const token = await issuer.token(RESOURCE, { claims: { scope: 'other' } });
    const response = await post(server.url, LIST, bearer(token));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it('for writing are asked for when a call writes, all in one challenge, and nothing is sent', async () => {
    const token = await issuer.token(RESOURCE);
    const before = server.api.seen.length;
    const response = await post(server.url, callOf('delete_item'), bearer(token));
    expect(response.status).toBe(403);
    const challenge = response.headers.get('www-authenticate')!;
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="mcp items:write"');
    expect(challenge).toContain(`resource_metadata="${METADATA}"`);
    expect(server.api.seen).toHaveLength(before);
    expect((await post(server.url, callOf('get_item'), bearer(token))).status).toBe(200);
  });

  it('do not slip through in a batch', async () => {
    const token = await issuer.token(RESOURCE);
    const response = await post(server.url, [callOf('get_item'), callOf('delete_item')], bearer(token));
    expect(response.status).toBe(403);
  });

  it('let the call through once they are there', async () => {
    const token = await issuer.token(RESOURCE, { claims: { scope: 'mcp items:write' } });
    const response = await post(server.url, callOf('delete_item'), bearer(token));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('204');
  });
});

it("the client's token is never passed on to the API", async () => {
  const token = await issuer.token(RESOURCE, { claims: { scope: 'mcp items:write' } });
  for (const mode of ['auto', 'legacy'] as const) {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: bearer(token) } }),
    );
    const before = server.api.seen.length;
    await client.callTool({ name: 'get_item', arguments: { id: mode } });
    await client.callTool({ name: 'delete_item', arguments: { id: mode } });
    expect(server.api.seen).toHaveLength(before + 2);
    await client.close();
  }
  expect(JSON.stringify(server.api.seen)).not.toContain(token.slice(-40));
  expect(server.api.seen.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});

it('the keys are fetched once for many requests', async () => {
  const fresh = await serveFixture({ env: oauthEnv() });
  const before = issuer.keyRequests();
  const token = await issuer.token(RESOURCE);
  for (let round = 0; round < 5; round += 1) await (await post(fresh.url, LIST, bearer(token))).text();
  expect(issuer.keyRequests()).toBe(before + 1);
  await fresh.close();
});

it('nobody is let in while the keys cannot be had', async () => {
  const gone = await startIssuer();
  await gone.close();
  const closed = await serveFixture({ env: { ...oauthEnv(), OAUTH_JWKS_URL: gone.jwksUrl } });
  const response = await post(closed.url, LIST, bearer(await issuer.token(RESOURCE)));
  expect(response.status).toBe(503);
  await closed.close();
});

it('a session belongs to who opened it', async () => {
  const sessions = await serveFixture({ env: { ...oauthEnv(), LEGACY_SESSIONS: 'on' } });
  const token = await issuer.token(RESOURCE);
  const opened = await post(
    sessions.url,
    {
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      },
    },
    bearer(token),
  );
  await opened.text();
  const session = { 'mcp-session-id': opened.headers.get('mcp-session-id')! };
  const other = await issuer.token(RESOURCE, { claims: { sub: 'eve' } });
  expect((await post(sessions.url, LIST, { ...session, ...bearer(other) })).status).toBe(404);
  const own = await post(sessions.url, LIST, { ...session, ...bearer(token) });
  expect(own.status).toBe(200);
  await own.text();
  await sessions.close();
});
