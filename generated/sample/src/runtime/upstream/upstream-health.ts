/** Whether the API answers: `failing` after two calls in a row without a useful answer. */
export type UpstreamState = 'up' | 'failing' | 'unknown';

export interface UpstreamReport {
  readonly state: UpstreamState;
  /** ISO times; null while nothing is known. */
  readonly since: string | null;
  /** Of the last call or check. */
  readonly checkedAt: string | null;
  /** Of the last failure: a status or a class of errors, never a text of the API. */
  readonly reason: string | null;
}

const FAILURES = 2;
/** A gateway in front of the API, or the API itself, says that it cannot serve (RFC 9110 section 15.6). */
const LEAST_FAILURE = 500;

/**
 * Derived from how calls end, so that nothing is spent for it. Whatever the API answers below 500 is an answer, a
 * refusal too: what was wrong with it then was the call, or the key.
 */
export class UpstreamHealth {
  #report: UpstreamReport = { state: 'unknown', since: null, checkedAt: null, reason: null };
  #failures = 0;
  #failsToAnswer = false;

  answered(status: number): void {
    if (status < LEAST_FAILURE) return this.#pass();
    this.#failsToAnswer = true;
    return this.#fail(`The API answers with status ${status}.`);
  }

  failed(error: unknown): void {
    this.#failsToAnswer = false;
    this.#fail(`The API cannot be reached (${kindOf(error)}).`);
  }

  /** A connection alone says nothing of an API that accepted them and answered badly. */
  connected(): void {
    if (!this.#failsToAnswer) this.#pass();
  }

  report(): UpstreamReport {
    return this.#report;
  }

  #pass(): void {
    this.#failures = 0;
    this.#failsToAnswer = false;
    this.#become('up', null);
  }

  #fail(reason: string): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES) this.#become('failing', reason);
    else this.#report = { ...this.#report, checkedAt: new Date().toISOString() };
  }

  #become(state: UpstreamState, reason: string | null): void {
    const now = new Date().toISOString();
    const since = state === this.#report.state ? this.#report.since : now;
    this.#report = { state, since, checkedAt: now, reason };
  }
}

function kindOf(error: unknown): string {
  const { name = 'Error', code } = error as { name?: string; code?: unknown };
  return typeof code === 'string' ? code : name;
}
