import { Agent, buildConnector, fetch } from 'undici';
import { connectRelay } from './relay-tls.js';

const CONNECT_TIMEOUT_MS = 2_000;
/** Servers of this machine are reached as they are. */
const DIRECT = '127.0.0.1';

/** Reaches servers by the addresses that a runtime gives: those of this machine plainly, others with the hub's key. */
export class RelayClient {
  readonly #agents = new Map<string, Agent>();
  readonly #direct = buildConnector({ timeout: CONNECT_TIMEOUT_MS });

  /** @param key 32 bytes that only the hub's processes know */
  constructor(readonly key: Buffer) {}

  /** For connections of undici. */
  readonly connector: buildConnector.connector = (options, callback) =>
    this.#connect(options.hostname, options, callback);

  /** As the global one, for such addresses. Servers take requests for loopback alone, which is what these say. */
  readonly fetch: typeof globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const dispatcher = this.#agentOf(url.hostname);
    url.hostname = DIRECT;
    return fetch(url, { ...init, dispatcher } as never) as never;
  };

  async close(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }

  #agentOf(host: string): Agent {
    let agent = this.#agents.get(host);
    if (agent === undefined) {
      agent = new Agent({ connect: (options, callback) => this.#connect(host, options, callback) });
      this.#agents.set(host, agent);
    }
    return agent;
  }

  #connect(host: string, options: buildConnector.Options, callback: buildConnector.Callback): void {
    if (host === DIRECT) return this.#direct(options, callback);
    return connectRelay({ host, port: Number(options.port) }, this.key, callback);
  }
}
