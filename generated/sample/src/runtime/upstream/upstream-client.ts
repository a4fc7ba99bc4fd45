import { setTimeout as sleep } from 'node:timers/promises';
import type * as Undici from 'undici';
import type { Agent } from 'undici';
import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { recorded } from './exchange-record.js';
import type { OpenExchange, UpstreamAnswer, UpstreamRequest } from './exchange.js';
import { exchangeOnce, type ExchangeLimits } from './exchange-once.js';
import { Limiter } from './limiter.js';
import { redirected } from './redirect.js';
import { tunnelConnector } from './tunnel.js';
import { UpstreamHealth } from './upstream-health.js';

/** Methods that may be sent again (RFC 9110 section 9.2.2). */
const REPEATABLE: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'QUERY',
]);
const TRANSIENT: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const MAX_REDIRECTS = 5;
const MAX_WAIT_MS = 10_000;

/** Sends requests to the API: keep-alive, time limits, retries of what may be repeated, bounded concurrency. */
export class UpstreamClient {
  readonly health = new UpstreamHealth();
  readonly #limiter: Limiter;
  readonly #limits: ExchangeLimits;
  /** Loaded at the first call. */
  #undici: typeof Undici | undefined;
  readonly #agents = new Map<string, Agent>();

  constructor(
    readonly config: ServerConfig,
    readonly telemetry?: Telemetry,
  ) {
    this.#limiter = new Limiter(config.concurrency);
    const { timeoutMs, maxResponseBytes: maxBytes, streamMs } = config;
    this.#limits = { timeoutMs, maxBytes, streamMs };
    telemetry?.watchQueue(() => this.#limiter.waiting);
  }

  send(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    return this.#limiter.run(() => this.#judged(() => this.#sendRepeatedly(request, signal), signal), signal);
  }

  /** An exchange that takes its own course: in line with all others, sent once, and not redirected. */
  async exchange<Answer extends { readonly status: number }>(
    request: UpstreamRequest,
    signal: AbortSignal,
    use: (open: OpenExchange) => Promise<Answer>,
  ): Promise<Answer> {
    return this.#limiter.run(async () => {
      const undici = (this.#undici ??= await import('undici'));
      const dispatcher = this.#agent(request, undici);
      const connect = this.#connector(request, undici);
      const begin = (outgoing: UpstreamRequest) =>
        recorded(outgoing, () => use({ request: outgoing, undici, dispatcher, connect }));
      const { telemetry } = this;
      const exchange = () =>
        telemetry === undefined
          ? begin(request)
          : telemetry.upstream(request, { retries: 0, redirects: 0 }, begin);
      return this.#judged(exchange, signal);
    }, signal);
  }

  /** Connects as for a request, and sends none. @throws Error when there is no connection */
  async connects({ protocol, hostname, host, port }: URL): Promise<void> {
    const undici = (this.#undici ??= await import('undici'));
    const connect = this.#connector({}, undici);
    await new Promise<void>((resolve, reject) => {
      connect({ protocol, hostname, host, port }, (error, socket) => {
        if (error !== null) return reject(error);
        socket.destroy();
        return resolve();
      });
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  /** What its caller gave up says nothing of the API. */
  async #judged<Answer extends { readonly status: number }>(
    work: () => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      const answer = await work();
      this.health.answered(answer.status);
      return answer;
    } catch (error) {
      // A call error in an exchange is a word about what came, and one before it names a rule that was broken here.
      if (!signal.aborted && !(error instanceof CallError)) this.health.failed(error);
      throw error;
    }
  }

  async #sendRepeatedly(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    const attempts = isRepeatable(request) ? this.config.retries + 1 : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#followRedirects(request, signal, attempt - 1);
        if (attempt >= attempts || !TRANSIENT.has(answer.status)) return answer;
        const wait = waitMs(answer.headers['retry-after'], attempt);
        if (wait > MAX_WAIT_MS) return answer;
        await sleep(wait, undefined, { signal });
      } catch (error) {
        if (attempt >= attempts || signal.aborted || !isConnectionError(error)) throw error;
        await sleep(waitMs(undefined, attempt), undefined, { signal });
      }
    }
  }

  async #followRedirects(
    request: UpstreamRequest,
    signal: AbortSignal,
    retries: number,
  ): Promise<UpstreamAnswer> {
    let current = request;
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#watched(current, signal, { retries, redirects: hops });
      const next = hops < MAX_REDIRECTS ? redirected(current, answer) : undefined;
      if (next === undefined) return answer;
      current = next;
    }
  }

  #watched(
    request: UpstreamRequest,
    signal: AbortSignal,
    sent: { readonly retries: number; readonly redirects: number },
  ): Promise<UpstreamAnswer> {
    const send = (outgoing: UpstreamRequest) =>
      this.#undici === undefined
        ? this.#loadAndSend(outgoing, signal)
        : this.#once(outgoing, signal, this.#undici);
    return this.telemetry === undefined ? send(request) : this.telemetry.upstream(request, sent, send);
  }

  async #loadAndSend(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    this.#undici ??= await import('undici');
    return this.#once(request, signal, this.#undici);
  }

  #once(request: UpstreamRequest, signal: AbortSignal, undici: typeof Undici): Promise<UpstreamAnswer> {
    const { origin, pathname, search } = request.url;
    const outgoing = {
      origin,
      // The path as encoded here: a URL object would normalise it once more.
      path: `${pathname}${search}`,
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
    } as Undici.Dispatcher.DispatchOptions;
    const send = () => exchangeOnce(this.#agent(request, undici), outgoing, this.#limits, signal);
    return request.record === undefined ? send() : recorded(request, send);
  }

  /** One agent for each client certificate; nearly always just one. */
  #agent(request: UpstreamRequest, undici: typeof Undici): Agent {
    const key = request.tls?.cert ?? '';
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const agent = new undici.Agent({
      connect: this.#connector(request, undici),
      connections: this.config.concurrency,
      keepAliveTimeout: 30_000,
      bodyTimeout: this.config.timeoutMs,
      headersTimeout: this.config.timeoutMs,
    });
    this.#agents.set(key, agent);
    return agent;
  }

  #connector({ tls }: Pick<UpstreamRequest, 'tls'>, undici: typeof Undici): Undici.buildConnector.connector {
    const { socketPath, egressProxy } = this.config;
    if (egressProxy !== undefined) return tunnelConnector(egressProxy, undici, tls);
    return undici.buildConnector({ ...tls, ...(socketPath === undefined ? {} : { socketPath }) });
  }
}

function isRepeatable({ method, repeatable }: UpstreamRequest): boolean {
  return repeatable ?? REPEATABLE.has(method);
}

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), else doubling with jitter. */
function waitMs(retryAfter: string | string[] | undefined, attempt: number): number {
  const text = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  if (text !== undefined) {
    const seconds = Number(text);
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now();
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  return 200 * 2 ** (attempt - 1) * (0.5 + Math.random());
}

function isConnectionError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return [
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
    'EAI_AGAIN',
  ].includes(code);
}
