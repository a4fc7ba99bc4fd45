import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { processList } from '../support/lab/census.js';
import type { Lab } from '../support/lab/lab.js';
import type { Outcome } from '../support/lab/outcomes.js';
import { callPetAt } from '../support/lab/steady-clients.js';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp-receiver.js';

type Places = Readonly<Record<string, readonly Buffer[]>>;

/** Of the petstore's tools; some want the key, some the token, and the last two are mistakes. */
const CALLS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['getPetById', { petId: 7 }],
  ['deletePet', { petId: 7 }],
  ['findPetsByStatus', { status: 'available' }],
  ['getInventory', {}],
  ['getPetById', { petId: 'no number' }],
  ['nothing', {}],
];

/** An API that wants credentials and answers, or refuses and says what it was given. */
interface Upstream {
  readonly url: string;
  readonly seen: string[];
  refuses: boolean;
  close(): void;
}

/**
 * Gives a server credentials that occur nowhere else, has it use them, well and badly, and looks for them wherever
 * others may look. A setting that is no secret goes the same way and has to be found, so that the search is one.
 */
export async function canaries(lab: Lab): Promise<Outcome[]> {
  const secrets = [0, 1, 2].map((number) => `canary${number}${randomBytes(18).toString('hex')}`);
  const visible = `visible${randomBytes(12).toString('hex')}`;
  const upstream = await startUpstream();
  const traces = await startOtlpReceiver();
  try {
    const { id, endpoint } = await lab.deploy(
      {},
      {
        UPSTREAM_BASE_URL: upstream.url,
        API_KEY: secrets[0] ?? '',
        PETSTORE_AUTH_TOKEN: secrets[1] ?? '',
        OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
        OTEL_EXPORTER_OTLP_HEADERS: `x-key=${secrets[2]}`,
        OTEL_SERVICE_NAME: visible,
        LOG_LEVEL: 'debug',
        LOG_CALLS: '1',
      },
    );
    const answers = await useThem(lab, { id, endpoint, upstream });
    while (traces.spans.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    const places = await collect(lab, { id, answers, traces });
    const used = secrets.slice(0, 2).filter((secret) => upstream.seen.some((text) => text.includes(secret)));
    const sent = JSON.stringify(traces.headers).includes(secrets[2] ?? '');
    await lab.delete(id);
    return judge(lab, { places, secrets, visible, used: used.length + Number(sent) });
  } finally {
    upstream.close();
    await traces.close();
  }
}

async function startUpstream(): Promise<Upstream> {
  const upstream: Upstream = { url: '', seen: [], refuses: false, close: () => void server.close() };
  const server = createServer((request, response) => {
    upstream.seen.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(upstream.refuses ? 401 : 200, { 'content-type': 'application/json' });
    response.end(upstream.refuses ? '{"message":"no"}' : JSON.stringify({ id: 7, name: 'Rex' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(upstream, { url: `http://127.0.0.1:${port}/v3` });
}

/** Calls that succeed, are refused, are malformed and find no upstream. @returns what was answered */
async function useThem(
  lab: Lab,
  { id, endpoint, upstream }: { id: string; endpoint: string; upstream: Upstream },
): Promise<string[]> {
  const post = async (body: unknown) =>
    (
      await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify(body),
      })
    ).text();
  const call = (name: string, args: unknown) =>
    post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } });
  await callPetAt(endpoint);
  const tools = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const everyTool: string[] = [];
  const once = async () => {
    for (const [name, args] of CALLS) everyTool.push(await call(name, args));
  };
  await once();
  upstream.refuses = true;
  await once();
  upstream.refuses = false;
  // Variables and errors of the REST API, with one that a server does not read and one that is no number.
  const path = `/api/v1/deployments/${id}`;
  const wrong = [{ variables: { NOTHING: 'x' } }, { limits: { memoryMb: 'x' } }, { replicas: 99 }];
  const refused = await Promise.all(
    wrong.map(async (body) => JSON.stringify(await lab.rest.patch(path, body))),
  );
  // A release that fails to go live: its smoke call finds nobody.
  await lab.rest.patch(path, {
    upstreamBaseUrl: 'http://127.0.0.1:9',
    smokeCalls: [{ tool: 'getPetById', arguments: { petId: 7 } }],
  });
  await lab.rest.until<{ state: string }[]>(`${path}/releases`, ([newest]) => newest?.state === 'failed');
  return [tools, ...everyTool, ...refused];
}

async function collect(
  lab: Lab,
  { id, answers, traces }: { id: string; answers: readonly string[]; traces: OtlpReceiver },
): Promise<Places> {
  return {
    ...(await engineFinds(lab)),
    'REST answers': await restAnswers(lab, id),
    'MCP answers and errors': answers.map((text) => Buffer.from(text)),
    logs: [Buffer.from(lab.hub.output), ...(await filesBelow(lab.hub.dataDir, /\.log/))],
    traces: [Buffer.from(traces.text())],
    'database dump': [Buffer.from(await dump(lab))],
    'database files': await filesBelow(lab.services.folder, /./),
    'environments and command lines': await processFinds(lab),
  };
}

/** What Docker shows to whoever may ask: layers, file systems, settings, logs. */
async function engineFinds(lab: Lab): Promise<Places> {
  const { docker } = lab;
  if (docker === undefined) return { 'image files': await filesBelow(join(lab.hub.dataDir, 'runtime'), /./) };
  const images = (await docker.listImages()).map(({ Id }) => Id);
  const containers = await docker.listContainers({ all: true });
  const inspected: unknown[] = [];
  const logs: Buffer[] = [];
  const saved: Buffer[] = [];
  for (const image of images) {
    inspected.push(await docker.getImage(image).inspect(), await docker.getImage(image).history());
    saved.push(await bytesOf(await docker.getImage(image).get()));
  }
  for (const { Id } of containers) {
    const container = docker.getContainer(Id);
    inspected.push(await container.inspect());
    logs.push((await container.logs({ stdout: true, stderr: true, follow: false })) as unknown as Buffer);
    saved.push(await bytesOf(await container.export()));
  }
  return { 'image layers': saved, inspect: [Buffer.from(JSON.stringify(inspected))], 'container logs': logs };
}

async function restAnswers(lab: Lab, id: string): Promise<Buffer[]> {
  const path = `/api/v1/deployments/${id}`;
  const parts = ['', '/releases', '/instances', '/health', '/client-config', '/logs'];
  const others = [
    '/api/v1/deployments',
    '/api/v1/generations',
    '/api/v1/apis',
    '/api/v1/health',
    `${path}/nothing`,
  ];
  const answers: Buffer[] = [];
  for (const one of [...parts.map((part) => path + part), ...others])
    answers.push(Buffer.from(await lab.rest.bytes(one)));
  return answers;
}

/** All rows as text; binary columns as they are in hexadecimal digits. */
async function dump(lab: Lab): Promise<string> {
  const tables = await lab.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('information_schema')`,
  );
  const rows: unknown[] = [];
  for (const { name } of tables) rows.push(name, await lab.query(`SELECT t::text FROM ${name} AS t`));
  return JSON.stringify(rows);
}

async function filesBelow(root: string, named: RegExp): Promise<Buffer[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && named.test(entry.name));
  return Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name)).catch(() => Buffer.alloc(0))),
  );
}

async function processFinds(lab: Lab): Promise<Buffer[]> {
  const others = processList().filter(({ pid }) => pid !== process.pid && pid !== lab.hub.pid);
  return Promise.all(
    others.flatMap(({ pid }) =>
      ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`).catch(() => Buffer.alloc(0))),
    ),
  );
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function judge(
  lab: Lab,
  found: { places: Places; secrets: readonly string[]; visible: string; used: number },
): Outcome[] {
  const { driver } = lab;
  const finds = (texts: readonly string[], buffers: readonly Buffer[]) =>
    texts.flatMap(written).filter((text) => buffers.some((bytes) => bytes.includes(text))).length;
  const everywhere = Object.values(found.places).flat();
  return [
    {
      driver,
      what: 'secrets that reached whom they are for',
      unit: '',
      value: found.used,
      of: 3,
      atLeast: 3,
    },
    {
      driver,
      what: 'a setting that is none, found where it is looked for',
      unit: 'places',
      value: Object.values(found.places).filter((buffers) => finds([found.visible], buffers) > 0).length,
      atLeast: 3,
    },
    ...Object.entries(found.places).map(([place, buffers]) => ({
      driver,
      what: `secrets in ${place}`,
      unit: '',
      value: finds(found.secrets, buffers),
      of: buffers.length,
      atMost: 0,
    })),
    {
      driver,
      what: 'looked through',
      unit: 'MB',
      value: Math.round(everywhere.reduce((sum, { length }) => sum + length, 0) / 1e6),
    },
  ];
}

/** As it is, and as it would be in a header, a binary column or an address. */
function written(text: string): string[] {
  const bytes = Buffer.from(text);
  // Of base64 the part that does not depend on what stands before.
  const inside = [0, 1, 2].map((skip) =>
    bytes.subarray(skip, skip + Math.floor((bytes.length - skip) / 3) * 3).toString('base64'),
  );
  return [text, bytes.toString('hex'), ...inside];
}
