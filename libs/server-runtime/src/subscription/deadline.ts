/** Ends the opening of a subscription when its time is up or its caller leaves; from then on nothing is timed. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly caller: AbortSignal,
    milliseconds: number,
  ) {
    this.#timer = setTimeout(this.#onTime, milliseconds);
    if (caller.aborted) this.#onLeave();
    else caller.addEventListener('abort', this.#onLeave, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.caller.removeEventListener('abort', this.#onLeave);
  }

  readonly #onTime = (): void => {
    this.#controller.abort(new DOMException('The time is up.', 'TimeoutError'));
  };

  readonly #onLeave = (): void => {
    this.#controller.abort(this.caller.reason);
  };
}
