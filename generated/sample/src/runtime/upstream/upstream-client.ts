import { setTimeout as sleep } from 'node:timers/promises';
import type * as Undici from 'undici';
import type { Agent } from 'undici';
import type { ServerConfig } from '../config.js';
import { contentType } from '../results/content-type.js';
import { isStream } from '../results/stream-type.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { Deadline } from './deadline.js';
import type { UpstreamAnswer, UpstreamRequest } from './exchange.js';
import { Limiter } from './limiter.js';
import { readBody } from './read-body.js';
import { redirected } from './redirect.js';
import { tunnelConnector } from './tunnel.js';

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
  readonly #limiter: Limiter;
  /** Loaded at the first call. */
  #undici: typeof Undici | undefined;
  readonly #agents = new Map<string, Agent>();

  constructor(
    readonly config: ServerConfig,
    readonly telemetry?: Telemetry,
  ) {
    this.#limiter = new Limiter(config.concurrency);
    telemetry?.watchQueue(() => this.#limiter.waiting);
  }

  async send(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    return this.#limiter.run(() => this.#sendRepeatedly(request, signal), signal);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
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
    if (this.telemetry === undefined) return this.#once(request, signal);
    return this.telemetry.upstream(request, sent, (outgoing) => this.#once(outgoing, signal));
  }

  async #once(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    this.#undici ??= await import('undici');
    const deadline = new Deadline(signal, this.config.timeoutMs);
    try {
      const response = await this.#undici.request(request.url.origin, {
        dispatcher: this.#agent(request, this.#undici),
        // The path as encoded here: a URL object would normalise it once more.
        path: `${request.url.pathname}${request.url.search}`,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        signal: deadline.signal,
      } as Parameters<typeof Undici.request>[1]);
      const { headers } = response;
      const body = await readBody(response.body, {
        maxBytes: this.config.maxResponseBytes,
        ...(isStream(contentType({ headers })) ? { maxMs: this.config.streamMs } : {}),
      });
      return { status: response.statusCode, headers, ...body };
    } finally {
      deadline.end();
    }
  }

  /** One agent for each client certificate; nearly always just one. */
  #agent(request: UpstreamRequest, undici: typeof Undici): Agent {
    const key = request.tls?.cert ?? '';
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const { socketPath, egressProxy } = this.config;
    const agent = new undici.Agent({
      connect:
        egressProxy === undefined
          ? { ...request.tls, ...(socketPath === undefined ? {} : { socketPath }) }
          : tunnelConnector(egressProxy, undici, request.tls),
      connections: this.config.concurrency,
      keepAliveTimeout: 30_000,
      bodyTimeout: this.config.timeoutMs,
      headersTimeout: this.config.timeoutMs,
    });
    this.#agents.set(key, agent);
    return agent;
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
