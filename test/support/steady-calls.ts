import { setTimeout as sleep } from 'node:timers/promises';

/** Calls of a tool one after another, by several callers at once, until told to stop. */
export class SteadyCalls {
  readonly failures: string[] = [];
  done = 0;
  #stopping = false;
  readonly #callers: Promise<void>[];

  constructor(
    readonly endpoint: string,
    callers = 4,
  ) {
    this.#callers = Array.from({ length: callers }, () => this.#call());
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#callers);
  }

  async #call(): Promise<void> {
    while (!this.#stopping) {
      const failure = await callOnce(this.endpoint).catch((error: unknown) => String(error));
      if (failure === undefined) this.done += 1;
      else this.failures.push(failure);
      await sleep(5);
    }
  }
}

/** @returns what went wrong; undefined when the pet came */
export async function callOnce(endpoint: string, timeoutMs = 30_000): Promise<string | undefined> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'getPetById', arguments: { petId: 7 } },
    }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return response.ok && text.includes('Rex') ? undefined : `${response.status} ${text.slice(0, 400)}`;
}
