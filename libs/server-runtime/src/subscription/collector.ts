/** Why the collecting ended. */
export type Ending =
  'complete' | 'max_events' | 'max_seconds' | 'max_bytes' | 'cancelled' | 'connection_lost' | 'error';

export interface CollectLimits {
  readonly events: number;
  readonly seconds: number;
  /** Of all messages together. */
  readonly bytes: number;
}

/** What came of a subscription. */
export interface Collected {
  /** GraphQL responses, each with `data`, `errors`, `extensions` as it came. */
  readonly events: readonly unknown[];
  readonly ended: Ending;
  /** In words, where the ending alone does not say. */
  readonly reason?: string;
  /** What the API said when it ended the subscription with an error. */
  readonly errors?: readonly unknown[];
}

/** Takes events until one of its limits is reached, the API ends them, or nobody waits for them any more. */
export class Collector {
  /** Resolves when it takes no more. */
  readonly done: Promise<Collected>;
  readonly #events: unknown[] = [];
  #bytes = 0;
  #isOpen = true;
  #timer: NodeJS.Timeout | undefined;
  #resolve: (collected: Collected) => void = () => undefined;

  /** @param tell Told of each event */
  constructor(
    readonly limits: CollectLimits,
    readonly signal: AbortSignal,
    readonly tell: (message: string) => void,
  ) {
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** The API has taken the subscription: time runs from here. */
  begin(): void {
    this.#timer = setTimeout(() => this.end('max_seconds'), this.limits.seconds * 1000);
    if (this.signal.aborted) this.#cancel();
    else this.signal.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Counts what was received, whatever it holds. */
  received(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limits.bytes)
      this.end('max_bytes', { reason: `More than ${this.limits.bytes} bytes came.` });
  }

  take(event: unknown): void {
    if (!this.#isOpen) return;
    this.#events.push(event);
    this.tell(`${this.#events.length} of at most ${this.limits.events} events`);
    if (this.#events.length >= this.limits.events) this.end('max_events');
  }

  /** The first ending counts. */
  end(ended: Ending, more: Pick<Collected, 'reason' | 'errors'> = {}): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.signal.removeEventListener('abort', this.#cancel);
    this.#resolve({ events: this.#events, ended, ...more });
  }

  readonly #cancel = (): void => {
    this.end('cancelled');
  };
}
