/**
 * Runs one task at a time for each key. A key that is asked for while its task runs is run once more after it,
 * however often it was asked for.
 */
export class KeyedRunner {
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  #closed = false;

  /** @param task Must not throw */
  constructor(readonly task: (key: string) => Promise<void>) {}

  /** @returns when a run that began after this request has ended */
  async request(key: string): Promise<void> {
    if (this.#closed) return;
    let running = this.#running.get(key);
    if (running !== undefined) this.#again.add(key);
    else this.#running.set(key, (running = this.#run(key)));
    await running;
  }

  /** Takes nothing more; returns when what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#again.clear();
    await Promise.allSettled(this.#running.values());
  }

  async #run(key: string): Promise<void> {
    do {
      this.#again.delete(key);
      await this.task(key);
    } while (this.#again.has(key));
    this.#running.delete(key);
  }
}
