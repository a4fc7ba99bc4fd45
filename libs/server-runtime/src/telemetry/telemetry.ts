import { AsyncLocalStorage } from 'node:async_hooks';
import { isInputRequiredResult, ProtocolError, type ServerOptions } from '@modelcontextprotocol/server';
import type { UpstreamRequest } from '../upstream/exchange.js';
import type { MetricsSource } from './metrics-server.js';
import type { Outcome, RequestFacts, WatchedCall, Watcher } from './watcher.js';
import { WatchedServer, type KnownNames } from './watched-server.js';

/** Tells watchers of every request of a client, and of what it causes. Exists only where something watches. */
export class Telemetry {
  readonly #calls = new AsyncLocalStorage<WatchedCall>();

  /**
   * @param watchers In the order in which they are told: who finds the trace's id stands before who writes it
   * @param figures Shown beside `/mcp`
   */
  constructor(
    readonly watchers: readonly Watcher[],
    readonly figures?: MetricsSource,
  ) {}

  makeServer(
    info: ConstructorParameters<typeof WatchedServer>[0],
    options: ServerOptions,
    known: KnownNames,
  ): WatchedServer {
    return new WatchedServer(info, options, { telemetry: this, known });
  }

  async request<Result>(
    facts: RequestFacts,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const call: WatchedCall = { facts };
    const ends = this.watchers.map((watcher) => watcher.requestBegins(call));
    const started = performance.now();
    const end = (outcome: Outcome, code?: number) => {
      const seconds = (performance.now() - started) / 1000;
      for (const tell of ends) tell({ outcome, seconds, ...(code === undefined ? {} : { code }) });
    };
    try {
      const result = await this.#calls.run(call, work);
      end(signal.aborted ? 'cancelled' : outcomeOf(result));
      return result;
    } catch (error) {
      if (signal.aborted) end('cancelled');
      else end('protocol_error', error instanceof ProtocolError ? error.code : INTERNAL_ERROR);
      throw error;
    }
  }

  /** One request over the wire, of the retries and redirects that an exchange with the API may take. */
  async upstream<Answer extends { readonly status: number }>(
    request: UpstreamRequest,
    { retries, redirects }: { readonly retries: number; readonly redirects: number },
    send: (request: UpstreamRequest) => Promise<Answer>,
  ): Promise<Answer> {
    const call = this.#calls.getStore();
    const { method, url, template } = request;
    const known = redirects === 0 && template !== undefined ? { template } : {};
    const facts = { method, origin: new URL(url.origin), retries, redirects, ...known };
    const exchanges = this.watchers.flatMap((watcher) => watcher.upstreamBegins?.(facts, call) ?? []);
    const told = exchanges.flatMap((exchange) => Object.entries(exchange.headers ?? {}));
    const headers = { ...Object.fromEntries(told), ...request.headers };
    const started = performance.now();
    const end = (answer: { status?: number; error?: string }) => {
      const seconds = (performance.now() - started) / 1000;
      for (const exchange of exchanges) exchange.end({ ...answer, seconds });
    };
    try {
      const answer = await send({ ...request, headers });
      if (call !== undefined) call.upstreamStatus = answer.status;
      end({ status: answer.status });
      return answer;
    } catch (error) {
      end({ error: errorType(error) });
      throw error;
    }
  }

  watchQueue(waiting: () => number): void {
    for (const watcher of this.watchers) watcher.watchQueue?.(waiting);
  }

  async close(): Promise<void> {
    await Promise.all(this.watchers.map(async (watcher) => watcher.close?.()));
  }
}

const INTERNAL_ERROR = -32_603;

function outcomeOf(result: unknown): Outcome {
  if (isInputRequiredResult(result)) return 'input_required';
  return (result as { isError?: unknown }).isError === true ? 'tool_error' : 'ok';
}

/** A class of errors, as `ECONNREFUSED`; never a message, which may hold anything. */
function errorType(error: unknown): string {
  const { name = 'Error', code } = error as { name?: string; code?: unknown };
  return typeof code === 'string' ? code : name;
}
