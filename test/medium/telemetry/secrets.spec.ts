import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { serveHttp, toolData, type RunningHttpServer } from '#lib/server-runtime';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/otlp-receiver.js';
import { toolsOf } from '../../support/read-spec.js';

/** With characters that are written otherwise in JSON, in addresses and in forms. */
const secret = (name: string) => `s3cret/${name} "+&é`;

const SCHEMES = {
  header_key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query_key: { type: 'apiKey', in: 'query', name: 'key' },
  cookie_key: { type: 'apiKey', in: 'cookie', name: 'key' },
  bearer: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic' },
  user: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.example/', scopes: {} } } },
  app: {
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: 'https://a.example/token', scopes: {} } },
  },
  oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example/openid' },
  tls: { type: 'mutualTLS' },
};
const ISSUED = 'issued-t0ken-for-the-client';

const SECRETS: Readonly<Record<string, string>> = {
  // Header values are ASCII.
  HEADER_KEY: 's3cret-header-key "+&',
  QUERY_KEY: secret('query'),
  COOKIE_KEY: secret('cookie'),
  BEARER_TOKEN: 's3cret-bearer',
  BASIC_PASSWORD: secret('basic'),
  USER_TOKEN: 's3cret-user',
  APP_CLIENT_SECRET: secret('app'),
  OIDC_TOKEN: 's3cret-oidc',
};

let folder = '';
let collector: OtlpReceiver;
let server: RunningHttpServer;
let client: Client;
let written = '';
const upstream = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/token') {
    response.end(JSON.stringify({ access_token: ISSUED, expires_in: 3600 }));
    return;
  }
  // A careless API that shows what it was sent.
  response.statusCode = 500;
  response.end(JSON.stringify({ url: request.url, headers: request.headers }));
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  await new Promise<void>((resolve) => {
    upstream.listen(0, '127.0.0.1', resolve);
  });
  collector = await startOtlpReceiver();
  const base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const paths = Object.keys(SCHEMES).map((name) => [
    `/${name}`,
    {
      get: {
        operationId: name,
        summary: name,
        security: [{ [name]: [] }],
        responses: { 200: { description: 'x' } },
      },
    },
  ]);
  const spec = join(folder, 'api.json');
  await writeFile(
    spec,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Every credential', version: '1' },
      paths: Object.fromEntries(paths),
      components: { securitySchemes: SCHEMES },
    }),
  );
  const { manifest, files } = await toolsOf(spec);
  for (const name of ['cert', 'key']) await writeFile(join(folder, name), `-- s3cret-pem-${name} --`);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  const env = {
    ...SECRETS,
    UPSTREAM_BASE_URL: base,
    UPSTREAM_RETRIES: '0',
    BASIC_USERNAME: 'user',
    APP_CLIENT_ID: 'client',
    APP_TOKEN_URL: `${base}/token`,
    TLS_CERT: join(folder, 'cert'),
    TLS_KEY: join(folder, 'key'),
    LOG_LEVEL: 'debug',
    LOG_CALLS: '1',
    METRICS_PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=s3cret-collector%20key',
    REQUEST_STATE_KEY: 's3cret-state-key-of-at-least-32-bytes',
  };
  server = await serveHttp(toolData(manifest, files), env, 0, {
    tools: [
      {
        name: 'careless',
        description: 'Own code that puts everything it knows into its error',
        call: () => {
          throw new Error(`failed with ${everyForm().join(' | ')}`);
        },
      },
    ],
  });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
});
afterAll(async () => {
  await client.close();
  await server.close();
  await collector.close();
  upstream.closeAllConnections();
  upstream.close();
  await rm(folder, { recursive: true });
});

/** Each secret as it is, and as it may travel. */
function everyForm(): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const plain = [
    ...Object.values(SECRETS),
    ISSUED,
    's3cret-collector key',
    's3cret-state-key-of-at-least-32-bytes',
    base64(`user:${SECRETS['BASIC_PASSWORD']}`),
    base64(`client:${encodeURIComponent(SECRETS['APP_CLIENT_SECRET']!)}`),
  ];
  return [...plain, ...plain.map((value) => encodeURIComponent(value))];
}

it('no secret of any kind stands in a log, a span or a figure', async () => {
  for (const name of Object.keys(SCHEMES)) {
    const result = await client.callTool({ name, arguments: {} });
    expect(result.isError, name).toBe(true);
  }
  await client.callTool({ name: 'careless', arguments: {} });
  upstream.closeAllConnections();
  await new Promise((resolve) => {
    upstream.close(resolve);
  });
  for (const name of Object.keys(SCHEMES)) await client.callTool({ name, arguments: {} });
  const metricsUrl = /"metrics":"([^"]+)"/u.exec(written)![1]!;
  const figures = await (await fetch(metricsUrl)).text();
  await server.close();
  expect(written.match(/"event":"tool call"/gu)).toHaveLength(2 * Object.keys(SCHEMES).length + 1);
  expect(written).toContain('"event":"custom code failed"');
  expect(written).toContain('"event":"call failed"');
  expect(collector.spans.length).toBeGreaterThan(2 * Object.keys(SCHEMES).length);
  for (const [place, text] of Object.entries({ log: written, spans: collector.text(), figures })) {
    for (const form of [...everyForm(), 's3cret'])
      for (const shown of [form, JSON.stringify(form).slice(1, -1)])
        expect(text.includes(shown), `${shown} in the ${place}`).toBe(false);
  }
});
