import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const CLIENT = { name: 'toolwright-hub', version: '1' };

/**
 * Asks a server over MCP how many tools it lists, over all pages.
 *
 * @throws Error when it does not answer in time
 */
export async function countTools(endpoint: string, timeoutMs: number): Promise<number> {
  const client = new Client(CLIENT, { versionNegotiation: { mode: 'auto' } });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoint)), {
      timeout: timeoutMs,
      signal,
    });
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? undefined : { cursor }, {
        timeout: timeoutMs,
        signal,
      });
      count += page.tools.length;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return count;
  } finally {
    await client.close().catch(() => undefined);
  }
}
