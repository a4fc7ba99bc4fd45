import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Pool, type buildConnector, type Dispatcher } from 'undici';
import type { ForwardedBody } from './request-body.js';
import type { AnswerWatch } from './tool-call.js';

/** These concern one connection (RFC 9110 section 7.6.1), or were dealt with here. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'origin',
]);
/** The server was never reached, so that nothing was sent. */
const NOT_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENOENT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export interface Forwarded {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: ForwardedBody;
  readonly headers: IncomingHttpHeaders;
  /** Changes what the server answers before it goes to the client. */
  onHeaders(headers: IncomingHttpHeaders): void;
  /** Of a tool call: how it is answered. */
  readonly watch?: AnswerWatch | undefined;
}

/** `not-reached` leaves the client unanswered, and the request can go elsewhere. */
export type Outcome = 'answered' | 'not-reached' | 'failed';

/** Connections to instances, and calls over them. */
export class Forwarder {
  readonly #pools = new Map<string, Pool>();

  constructor(readonly connector: buildConnector.connector) {}

  /** Sends a request on and streams the answer back; ends when both sides have. Never throws. */
  send(address: string, forwarded: Forwarded): Promise<Outcome> {
    const { request, body, headers } = forwarded;
    return new Promise((resolve) => {
      const exchange = new Exchange(forwarded, resolve);
      this.#pool(address).dispatch(
        {
          path: '/mcp',
          method: request.method as Dispatcher.HttpMethod,
          // Servers take requests for loopback alone, wherever their relay is.
          headers: { ...headers, host: 'localhost' },
          // undici takes any async iterable, which its types do not say.
          body: body as Buffer | null,
        },
        exchange,
      );
    });
  }

  /** Closes what leads to addresses that are no longer in use. */
  keepOnly(addresses: ReadonlySet<string>): void {
    for (const [address, pool] of this.#pools) {
      if (addresses.has(address)) continue;
      this.#pools.delete(address);
      void pool.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy().catch(() => undefined)));
  }

  #pool(address: string): Pool {
    let pool = this.#pools.get(address);
    if (pool === undefined) {
      // How long a call or a stream takes is for the server and its client to decide.
      pool = new Pool(address, {
        headersTimeout: 0,
        bodyTimeout: 0,
        pipelining: 1,
        connect: this.connector,
      });
      this.#pools.set(address, pool);
    }
    return pool;
  }
}

/** One call on its way: answers as they come, with the pace of the slower side, and the end of either to the other. */
class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  readonly #leave: () => void;

  constructor(
    readonly forwarded: Forwarded,
    readonly done: (outcome: Outcome) => void,
  ) {
    const { response } = forwarded;
    this.#leave = () => this.#controller?.abort(new Error('The client went away.'));
    response.once('close', this.#leave);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.forwarded.response.destroyed) this.#leave();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    const { response, onHeaders } = this.forwarded;
    if (status < 200 || response.headersSent) return;
    this.forwarded.watch?.begin(status);
    const shown = forwardedHeaders(headers);
    onHeaders(shown);
    response.writeHead(status, shown);
    // Otherwise the head would wait for a first event, which may be long in coming.
    if (headers['content-type']?.startsWith('text/event-stream')) response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response, watch } = this.forwarded;
    watch?.data(chunk);
    if (response.write(chunk)) return;
    controller.pause();
    response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#end('answered');
    this.forwarded.response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const { response } = this.forwarded;
    if (response.headersSent || response.destroyed) {
      if (this.forwarded.watch !== undefined) this.forwarded.watch.isError = true;
      // The client must see that this is not the whole answer.
      response.destroy();
      return this.#end('answered');
    }
    const { code } = error as NodeJS.ErrnoException;
    return this.#end(NOT_REACHED.has(code ?? '') ? 'not-reached' : 'failed');
  }

  #end(outcome: Outcome): void {
    this.forwarded.response.off('close', this.#leave);
    this.done(outcome);
  }
}

/** Without what concerns one connection only, also what the `Connection` header names. */
export function forwardedHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [];
  const kept: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !NOT_FORWARDED.has(name) && !named.includes(name)) kept[name] = value;
  return kept;
}
