import type { Dispatcher } from 'undici';
import { contentType } from '../results/content-type.js';
import { isStream } from '../results/stream-type.js';
import type { UpstreamAnswer } from './exchange.js';

export interface ExchangeLimits {
  /** From the request to the end of the answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** For an answer that may never end. */
  readonly streamMs: number;
}

/**
 * Sends one request, and collects its answer up to the limits; what came until then is kept. By undici's own
 * callbacks: the streams and signals of its `request` cost more than all else that a call takes.
 *
 * @throws DOMException `TimeoutError`, or the reason that the caller left for
 */
export function exchangeOnce(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
  caller: AbortSignal,
): Promise<UpstreamAnswer> {
  caller.throwIfAborted();
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new AnswerCollector(limits, caller, { resolve, reject }));
  });
}

interface Settle {
  readonly resolve: (answer: UpstreamAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

type BodyState = Pick<UpstreamAnswer, 'truncated' | 'open'>;

class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  readonly #timer: NodeJS.Timeout;
  #streamTimer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: UpstreamAnswer['headers'] = {};
  #size = 0;
  #isSettled = false;

  constructor(
    readonly limits: ExchangeLimits,
    readonly caller: AbortSignal,
    readonly settle: Settle,
  ) {
    this.#timer = setTimeout(this.#onTime, limits.timeoutMs);
    caller.addEventListener('abort', this.#onLeave, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for a connection for longer than its caller.
    if (this.#isSettled) controller.abort(new Error('Nobody waits for the answer.'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamAnswer['headers'],
  ): void {
    // Interim responses, RFC 9110 section 15.2.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (isStream(contentType({ headers })))
      this.#streamTimer = setTimeout(
        () => this.#stop({ truncated: false, open: true }),
        this.limits.streamMs,
      );
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    if (this.#size > this.limits.maxBytes) this.#stop({ truncated: true });
  }

  onResponseEnd(): void {
    this.#finish({ truncated: false });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #finish(state: BodyState): void {
    if (!this.#end()) return;
    const bytes = Buffer.concat(this.#chunks, Math.min(this.#size, this.limits.maxBytes));
    this.settle.resolve({ status: this.#status, headers: this.#headers, bytes, ...state });
  }

  /** With what came until now. */
  #stop(state: BodyState): void {
    this.#finish(state);
    this.#controller?.abort(new Error('The answer is read no further.'));
  }

  #fail(reason: unknown): void {
    if (this.#end()) this.settle.reject(reason);
  }

  /** @returns Whether this was the first end */
  #end(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#streamTimer);
    this.caller.removeEventListener('abort', this.#onLeave);
    return true;
  }

  #cut(reason: Error): void {
    this.#fail(reason);
    this.#controller?.abort(reason);
  }

  readonly #onTime = (): void => {
    this.#cut(new DOMException('The time is up.', 'TimeoutError'));
  };

  readonly #onLeave = (): void => {
    this.#cut(this.caller.reason as Error);
  };
}
