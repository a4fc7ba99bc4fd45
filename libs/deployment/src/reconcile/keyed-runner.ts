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

  request(key: string): void {
    if (this.#closed) return;
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#running.set(key, this.#run(key));
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
