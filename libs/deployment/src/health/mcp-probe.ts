import { createHash } from 'node:crypto';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { SmokeCall } from '../data/deployment.entity.js';

const CLIENT = { name: 'toolwright-hub', version: '1' };

/** What a server has to list to be the one that was deployed. */
export interface ExpectedTools {
  readonly toolsExpected: number;
  /** From {@link hashTools}; null where only the number is known. */
  readonly toolsHash: string | null;
}

/** The same for the same names in whatever order. */
export function hashTools(names: readonly string[]): string {
  return createHash('sha256').update(names.toSorted().join('\n')).digest('hex');
}

type Fetch = typeof globalThis.fetch;

/**
 * Asks a server over MCP which tools it lists, over all pages.
 *
 * @throws Error when it does not answer in time
 */
export function listTools(endpoint: string, timeoutMs: number, fetch?: Fetch): Promise<string[]> {
  return withClient(endpoint, { timeoutMs, fetch }, async (client, options) => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? undefined : { cursor }, options);
      names.push(...page.tools.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return names;
  });
}

/** Why a server is not the one expected: undefined when it is. */
export async function faultOf(
  endpoint: string,
  expected: ExpectedTools,
  timeoutMs: number,
  fetch?: Fetch,
): Promise<string | undefined> {
  try {
    const names = await listTools(endpoint, timeoutMs, fetch);
    if (names.length !== expected.toolsExpected)
      return `it lists ${names.length} tools instead of ${expected.toolsExpected}`;
    const isSame = expected.toolsHash === null || hashTools(names) === expected.toolsHash;
    return isSame ? undefined : 'it lists other tools than those that were deployed';
  } catch (error) {
    return `it does not answer MCP (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Makes the owner's calls. @throws Error that names the first one that fails */
export function makeSmokeCalls(
  endpoint: string,
  calls: readonly SmokeCall[],
  timeoutMs: number,
  fetch?: Fetch,
): Promise<void> {
  return withClient(endpoint, { timeoutMs, fetch }, async (client, options) => {
    for (const { tool, arguments: args } of calls) {
      const result = await client.callTool({ name: tool, arguments: { ...args } }, options);
      if (result.isError !== true) continue;
      const [first] = result.content;
      throw new Error(
        `The smoke call of ${tool} failed: ${first?.type === 'text' ? first.text.slice(0, 300) : ''}`,
      );
    }
  });
}

/** Connects as the hub itself, and leaves again. */
export async function withClient<T>(
  endpoint: string,
  { timeoutMs, fetch }: { timeoutMs: number; fetch: Fetch | undefined },
  use: (client: Client, options: { timeout: number; signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const client = new Client(CLIENT, { versionNegotiation: { mode: 'auto' } });
  const options = { timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) };
  try {
    const given = fetch === undefined ? {} : { fetch };
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoint), given), options);
    return await use(client, options);
  } finally {
    await client.close().catch(() => undefined);
  }
}
