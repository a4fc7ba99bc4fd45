import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const PAUSE_MS = 5;
/** After a call that failed: the processors are for what comes back. */
const RETRY_MS = 50;
const TIMEOUT_MS = 60_000;
const PET = { name: 'getPetById', arguments: { petId: 7 } };

/** The official MCP client, calling one tool after another at an endpoint, several at once, until told to stop. */
export class SteadyClients {
  readonly failures: string[] = [];
  done = 0;
  #isStopping = false;
  readonly #callers: Promise<void>[];

  constructor(
    readonly endpoint: string,
    count = 4,
  ) {
    this.#callers = Array.from({ length: count }, () => this.#callOn());
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#callers);
  }

  /** With a connection that is kept, as long as calls succeed. */
  async #callOn(): Promise<void> {
    while (!this.#isStopping) {
      try {
        await withMcpClient(this.endpoint, async (client) => {
          while (!this.#isStopping) {
            await callPet(client);
            this.done += 1;
            await sleep(PAUSE_MS);
          }
        });
      } catch (error) {
        this.failures.push(`${new Date().toISOString()} ${String(error)}`);
        await sleep(RETRY_MS);
      }
    }
  }
}

/** One call by a client of its own. @throws Error when the pet does not come */
export function callPetAt(endpoint: string): Promise<void> {
  return withMcpClient(endpoint, callPet);
}

/** @returns milliseconds from `since` (of `performance.now()`) until a call is answered */
export async function untilServed(endpoint: string, since: number, limitMs = 60_000): Promise<number> {
  for (;;) {
    try {
      await callPetAt(endpoint);
      return performance.now() - since;
    } catch (error) {
      if (performance.now() - since > limitMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function callPet(client: Client): Promise<void> {
  const result = await client.callTool(PET, { timeout: TIMEOUT_MS });
  const text = JSON.stringify(result);
  if (result.isError === true || !text.includes('Rex')) throw new Error(`not the pet: ${text.slice(0, 300)}`);
}

async function withMcpClient<T>(endpoint: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ name: 'lab', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoint)), { timeout: TIMEOUT_MS });
    return await use(client);
  } finally {
    await client.close().catch(() => undefined);
  }
}
