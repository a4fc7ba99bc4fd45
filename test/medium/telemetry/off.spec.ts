import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFixtureApi, type FixtureApi } from '../../support/fixture-api.js';
import { FIXTURE_SPEC } from '../../support/served-fixture.js';
import { buildServer, projectOf, startServer, type BuiltServer } from '../../support/started-server.js';

/** Its code: parts and their caches. */
async function filesOf({ entry }: BuiltServer): Promise<string[]> {
  return (await readdir(dirname(entry))).filter((file) => file.includes('.cjs')).toSorted();
}

let built: BuiltServer;
let api: FixtureApi;
beforeAll(async () => {
  built = await buildServer(await projectOf(FIXTURE_SPEC));
  api = await startFixtureApi();
  // What is not there cannot be loaded.
  const files = (await filesOf(built)).filter((file) => /^(?:metrics|tracing)-/u.test(file));
  expect(files.map((file) => file.split('-')[0])).toEqual(['metrics', 'tracing']);
  for (const file of files) await rm(join(dirname(built.entry), file));
});
afterAll(async () => {
  await api.close();
  await built.remove();
});

it('a server that is not watched loads nothing for it, and tells the API of no trace', async () => {
  const server = await startServer(built, { UPSTREAM_BASE_URL: api.url });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const result = await client.callTool({
    name: 'get_item',
    arguments: { id: '1' },
    _meta: { traceparent },
  });
  expect(result.isError).not.toBe(true);
  await client.close();
  await server.stop();
  expect(server.log().trim().split('\n')).toHaveLength(1);
  expect(api.seen.at(-1)!.headers).not.toHaveProperty('traceparent');
  for (const file of await filesOf(built)) {
    const code = await readFile(join(dirname(built.entry), file), 'latin1');
    for (const trace of ['BatchSpanProcessor', 'process_cpu_seconds_total'])
      expect(code.includes(trace), file).toBe(false);
  }
});

it('one that shall send traces and cannot says what to install, and ends', async () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  await expect(startServer(built, endpoint)).rejects.toThrow(
    /ended with 1:\nThe server cannot start: OTEL_EXPORTER_OTLP_ENDPOINT is set.*npm install --save-prod --save-exact @opentelemetry\/api@/u,
  );
  const server = await startServer(built, { ...endpoint, OTEL_SDK_DISABLED: 'true' });
  await server.stop();
});
