/** What one run of code may take. Times in milliseconds, text in UTF-16 code units. */
export interface SandboxLimits {
  /** From start to end, waiting for the API included. */
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly maxCalls: number;
  readonly maxOutputChars: number;
}

/** Given to the worker at its start. */
export interface SandboxTask {
  readonly code: string;
  readonly limits: SandboxLimits;
}

/** From the worker: a call of the API, or the end of the run. */
export type FromSandbox =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: string }
  | { readonly kind: 'end'; readonly outcome: SandboxOutcome };

/** To the worker: what a call came to, as JSON `{"value": …}` or `{"error": "…"}`. */
export interface ToSandbox {
  readonly id: number;
  readonly answer: string;
}

/** How a run ended. */
export type SandboxOutcome = {
  /** What was logged, cut at the limit. */
  readonly logs: string;
} & (
  | {
      readonly ok: true;
      /** The value returned as JSON, cut at the limit; undefined where none was. */
      readonly value?: string;
      /** Before it was cut. */
      readonly length: number;
    }
  | { readonly ok: false; readonly error: string }
);
