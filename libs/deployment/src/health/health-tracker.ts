/** Checks in a row that turn a server unhealthy, and healthy again. */
export const FAILURES = 2;
export const SUCCESSES = 2;
/** Unhealthy for so long, a server is started again, in milliseconds. */
export const RESTART_AFTER_MS = 30_000;

export type Verdict = 'keep' | 'unhealthy' | 'healthy' | 'restart';

/** One failed check is no illness, and one good one no recovery: says when a server's state really changes. */
export class HealthTracker {
  #failures = 0;
  #successes = 0;
  #unhealthySince: number | undefined;

  /** @param isHealthy As the server is now held to be */
  note(passed: boolean, isHealthy: boolean, now: number): Verdict {
    this.#failures = passed ? 0 : this.#failures + 1;
    this.#successes = passed ? this.#successes + 1 : 0;
    if (isHealthy) {
      this.#unhealthySince = undefined;
      return this.#failures >= FAILURES ? 'unhealthy' : 'keep';
    }
    this.#unhealthySince ??= now;
    if (this.#successes >= SUCCESSES) return 'healthy';
    const isLong = now - this.#unhealthySince >= RESTART_AFTER_MS;
    if (!isLong || passed) return 'keep';
    this.#unhealthySince = now;
    return 'restart';
  }
}
