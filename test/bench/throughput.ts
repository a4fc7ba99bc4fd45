import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import autocannon from 'autocannon';
import { bundleProject, renderProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { medianOf, type Figure } from './figures.js';
import { withFolder } from './timing.js';

const SERVERS = join(process.cwd(), 'test', 'bench', 'servers');
const CONNECTIONS = 32;
const SECONDS = 3;
const ROUNDS = 3;

const DESCRIPTION = `openapi: 3.1.0
info: { title: Bench, version: '1' }
servers: [{ url: 'http://127.0.0.1:1' }]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      summary: Read a pet
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: { type: object, properties: { id: { type: integer }, name: { type: string } } }
`;

const ECHO_TOOL = `import { defineCustom } from '../runtime/custom.js';

export default defineCustom({
  tools: [
    {
      name: 'echo',
      description: 'Echoes a text.',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      call: ({ text }) => String(text),
    },
  ],
});
`;

interface Contender {
  readonly what: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly call: { readonly name: string; readonly arguments: object };
}

/** Requests a second over stateless HTTP of the newest protocol, and as ratios to the bare servers of the same run. */
export async function benchThroughput(note: (figure: Figure) => void): Promise<void> {
  await withFolder(async (folder) => {
    const bundle = await writeBundle(folder);
    const upstream = await started('upstream.mjs', [], {});
    const env = { UPSTREAM_BASE_URL: upstream.url, LOG_LEVEL: 'error' };
    const echo = { name: 'echo', arguments: { text: 'hello' } };
    const pet = { name: 'getPet', arguments: { id: 1 } };
    const ours = { script: 'our-server.mjs', args: [bundle] };
    const contenders: Contender[] = [
      { what: 'bare JSON echo', script: 'bare-echo.mjs', call: echo },
      { what: "the SDK's McpServer", script: 'sdk-server.mjs', call: echo },
      { what: 'our tools/call', ...ours, call: echo },
      { what: 'bare proxy', script: 'bare-proxy.mjs', call: pet },
      { what: 'our call through to the API', ...ours, call: pet },
    ];
    try {
      const rates = await measure(contenders, env);
      for (const [what, values] of rates) note({ case: 'http', what, unit: 'req/s', ...medianOf(values) });
      for (const ratio of ratios(rates)) note(ratio);
    } finally {
      upstream.child.disconnect();
    }
  });
}

/** Rounds are interleaved, so that all see the same machine. */
async function measure(
  contenders: readonly Contender[],
  env: Readonly<Record<string, string>>,
): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { what, script, args = [], call } of contenders) {
      const { url, child } = await started(script, args, env);
      await load(url, call, 1);
      rates.set(what, [...(rates.get(what) ?? []), await load(url, call, SECONDS)]);
      child.disconnect();
      await once(child, 'exit');
    }
  }
  return rates;
}

function ratios(rates: ReadonlyMap<string, readonly number[]>): Figure[] {
  const pairs: [string, string, string, number][] = [
    ['tools/call to the bare echo', 'our tools/call', 'bare JSON echo', 0.6],
    ["tools/call to the SDK's McpServer", 'our tools/call', "the SDK's McpServer", 5],
    ['call through to the bare proxy', 'our call through to the API', 'bare proxy', 0.6],
  ];
  return pairs.map(([what, ours, theirs, atLeast]) => {
    const values = (rates.get(ours) ?? []).map(
      (rate, round) => rate / (rates.get(theirs)?.[round] ?? Infinity),
    );
    return { case: 'http', what, unit: '×', ...medianOf(values), atLeast };
  });
}

/** @throws Error when an answer is none: a fast refusal is no result */
async function load(url: string, params: Contender['call'], seconds: number): Promise<number> {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': params.name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...params, _meta: meta } }),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}

async function started(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(join(SERVERS, script), args, { env: { ...process.env, ...env }, execArgv: [] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { url, child };
}

/** @returns The bundle's entry, with the echo tool as the owner's code */
async function writeBundle(folder: string): Promise<string> {
  const { api } = await readApiDescription(
    { kind: 'text', name: 'bench.yaml', text: DESCRIPTION },
    { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
  );
  const project = await renderProject(mapTools(api));
  const files = new Map(project.files).set('src/custom/index.ts', ECHO_TOOL);
  const bundle = await bundleProject({ ...project, files });
  for (const [path, bytes] of bundle.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return join(folder, bundle.entry);
}
