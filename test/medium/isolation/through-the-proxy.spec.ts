import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import * as undici from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddressGuard } from '#lib/network-guard';
import { serveHttp, toolData, type CredentialScheme, type RunningHttpServer } from '#lib/server-runtime';
import { egressProxy, type EgressProxy } from '../../../libs/container-runtime/src/network/egress-proxy.js';
import { OAuthTokens } from '../../../libs/server-runtime/src/auth/oauth-tokens.js';
import { readConfig } from '../../../libs/server-runtime/src/config.js';
import { tunnelConnector } from '../../../libs/server-runtime/src/upstream/tunnel.js';
import { startFixtureApi, type FixtureApi } from '../../support/fixture-api.js';
import { startIssuer } from '../../support/loopback-issuer.js';
import { startOtlpReceiver } from '../../support/otlp-receiver.js';
import { toolsOf } from '../../support/read-spec.js';
import { FIXTURE_SPEC, LIST, post } from '../../support/served-fixture.js';

/** Nothing listens there: only the proxy of this test knows where it leads. */
const BEHIND = '127.0.0.2';

let folder: string;
let socket: string;
let api: FixtureApi;
let proxy: EgressProxy;
let server: RunningHttpServer | undefined;
let dialled: number[];

const portOf = (url: string) => Number(new URL(url).port);
const behind = (url: string) => `http://${BEHIND}:${portOf(url)}`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolwright-through-'));
  socket = join(folder, 'p.sock');
  api = await startFixtureApi();
  dialled = [];
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await proxy.close();
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

async function startProxy(...urls: string[]): Promise<void> {
  const allowed = urls.map((url) => ({ host: new URL(url).hostname, port: portOf(url) }));
  proxy = egressProxy(allowed, {
    guard: new AddressGuard([]),
    connect: (port) => {
      dialled.push(port);
      const upstream = connect(port, '127.0.0.1');
      return new Promise<Socket>((resolve, reject) => {
        upstream.once('connect', () => resolve(upstream)).once('error', reject);
      });
    },
  });
  await new Promise<void>((resolve) => proxy.server.listen(socket, resolve));
}

async function serve(env: Record<string, string>, path = FIXTURE_SPEC): Promise<string> {
  const { manifest, files } = await toolsOf(path);
  const variables = { UPSTREAM_BASE_URL: behind(api.url), LOG_LEVEL: 'silent', EGRESS_PROXY: socket, ...env };
  server = await serveHttp(toolData(manifest, files), variables, 0);
  return server.url;
}

async function call(url: string, name: string, headers = {}): Promise<string> {
  const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: {} } };
  return (await post(url, message, headers)).text();
}

describe('a server behind the proxy', () => {
  it('calls its API through it, over connections that it keeps', async () => {
    await startProxy(behind(api.url));
    const url = await serve({});
    for (let count = 0; count < 5; count += 1)
      expect(await call(url, 'test_simple_text')).toContain('This is a simple text');
    expect(api.seen).toHaveLength(5);
    expect(dialled).toEqual([portOf(api.url)]);
    expect(api.seen[0]?.headers.host).toBe(new URL(behind(api.url)).host);
  });

  it('tells the model which host is not open, and how to open it', async () => {
    await startProxy();
    const text = await call(await serve({}), 'test_simple_text');
    expect(text).toContain(
      `${BEHIND}:${portOf(api.url)} is not among the hosts that this server may connect to`,
    );
    expect(text).toContain('EGRESS_ALLOW');
    expect(api.seen).toEqual([]);
  });

  it('sees errors of connections as if there were no proxy', async () => {
    await startProxy(`http://${BEHIND}:1`);
    const text = await call(
      await serve({ UPSTREAM_BASE_URL: `http://${BEHIND}:1`, UPSTREAM_RETRIES: '0' }),
      'test_simple_text',
    );
    expect(text).toContain('refused the connection');
  });

  it('passes it again for a redirect', async () => {
    let redirects = 0;
    const redirecting: Server = createServer((_request, response) => {
      redirects += 1;
      response.writeHead(302, { location: `${behind(api.url)}/text` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const { port } = redirecting.address() as AddressInfo;
    await startProxy(`http://${BEHIND}:${port}`);
    const text = await call(
      await serve({ UPSTREAM_BASE_URL: `http://${BEHIND}:${port}` }),
      'test_simple_text',
    );
    redirecting.close();
    expect(text).toContain('is not among the hosts');
    expect([redirects, dialled, api.seen]).toEqual([1, [port], []]);
  });

  it('asks for the keys of its issuer and sends its traces through it', async () => {
    const issuer = await startIssuer();
    const collector = await startOtlpReceiver();
    // Its metadata must be about this very issuer, so that its address stays as it is.
    await startProxy(issuer.issuer, behind(collector.url), behind(api.url));
    const audience = 'https://mcp.example.com/mcp';
    const url = await serve({
      OAUTH_ISSUER: issuer.issuer,
      OAUTH_RESOURCE: audience,
      OTEL_EXPORTER_OTLP_ENDPOINT: behind(collector.url),
    });
    const headers = { authorization: `Bearer ${await issuer.token(audience, { claims: { scope: 'mcp' } })}` };
    expect((await post(url, LIST, headers)).status).toBe(200);
    expect(dialled).toContain(portOf(issuer.issuer));
    expect(await call(url, 'test_simple_text', headers)).toContain('simple text');
    await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThan(0), { timeout: 10_000 });
    expect(dialled).toContain(portOf(collector.url));
    await collector.close();
    await issuer.close();
  });

  it('fetches its own tokens through it', async () => {
    const tokens = createServer((_request, response) =>
      response.end(JSON.stringify({ access_token: 'fetched', expires_in: 60 })),
    );
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
    const { port } = tokens.address() as AddressInfo;
    await startProxy(`http://${BEHIND}:${port}`);
    const scheme: CredentialScheme = {
      type: 'oauth2',
      tokenEnv: 'T',
      clientCredentials: {
        tokenUrl: `http://${BEHIND}:${port}/token`,
        tokenUrlEnv: 'U',
        clientIdEnv: 'I',
        clientSecretEnv: 'S',
      },
    };
    const config = readConfig({ EGRESS_PROXY: socket, I: 'id', S: 'secret' });
    const token = await new OAuthTokens(config).get(scheme, [], AbortSignal.timeout(5_000));
    expect([token, dialled]).toEqual(['fetched', [port]]);
    tokens.closeAllConnections();
    tokens.close();
  });

  it('speaks TLS with the API itself', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=api', '-addext', `subjectAltName=IP:${BEHIND}`];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'].concat(
        ['-keyout', key, '-out', cert],
        subject,
      ),
      { stdio: 'ignore' },
    );
    const pem = await readFile(cert, 'utf8');
    const secure = createTlsServer({ key: await readFile(key), cert: pem }, (_request, response) =>
      response.end('over TLS'),
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    await startProxy(`http://${BEHIND}:${port}`);
    const ask = async (tls: object) => {
      const dispatcher = new Agent({ connect: tunnelConnector(socket, undici, tls) });
      const { body } = await request(`https://${BEHIND}:${port}/`, { dispatcher });
      const text = await body.text();
      await dispatcher.close();
      return text;
    };
    expect(await ask({ ca: pem })).toBe('over TLS');
    await expect(ask({})).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    secure.closeAllConnections();
    secure.close();
  });

  it('reads what it needs of a description that names its servers', async () => {
    const path = join(folder, 'api.json');
    await writeFile(
      path,
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'A', version: '1' },
        servers: [{ url: behind(api.url) }],
        paths: { '/text': { get: { operationId: 'text', responses: { 200: { description: 'ok' } } } } },
      }),
    );
    await startProxy(behind(api.url));
    expect(await call(await serve({ UPSTREAM_BASE_URL: '' }, path), 'text')).toContain('simple text');
  });
});
