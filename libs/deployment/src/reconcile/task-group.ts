/** Work under way for one deployment, by what it works on; all of it can be called off at once. */
export class TaskGroup {
  readonly #tasks = new Map<string, Promise<void>>();
  #abort = new AbortController();

  get isIdle(): boolean {
    return this.#tasks.size === 0;
  }

  /** Starts it unless one of the same key is under way. The task must not throw. */
  start(key: string, task: (signal: AbortSignal) => Promise<void>): void {
    if (this.#tasks.has(key)) return;
    const { signal } = this.#abort;
    const running = task(signal).finally(() => this.#tasks.delete(key));
    this.#tasks.set(key, running);
  }

  /** Returns when all have ended. */
  async callOff(): Promise<void> {
    this.#abort.abort(new Error('The work was called off.'));
    await Promise.allSettled(this.#tasks.values());
    this.#abort = new AbortController();
  }
}
