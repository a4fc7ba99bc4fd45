import { createContext, Script, type Context } from 'node:vm';

/** Texts of this length are judged in no time by any pattern that compiles. */
const SHORT = 16;

/**
 * Patterns come from a description, and some take exponential time on a text that does not match. A pattern is
 * therefore run where the engine ends it in time; the fixed script only carries it there. Patterns of one check
 * share its time, since arguments may hold thousands of values. What is not judged in time does not match.
 */
export class PatternClock {
  /** Made for the first text that is not short: a context of its own takes some milliseconds. */
  #place: { readonly scope: Context; readonly script: Script } | undefined;
  #left = 0;

  /** Begins a check. */
  start(milliseconds: number): void {
    this.#left = milliseconds;
  }

  /** An engine as Ajv takes it (`code.regExp`). */
  engine(): PatternEngine {
    const engine = (source: string, flags: string): Pattern => {
      const pattern = new RegExp(source, flags);
      // Ajv tells patterns apart by their text.
      return { test: (text) => this.#test(pattern, text), toString: () => String(pattern) };
    };
    // Ajv writes this into code only where a schema is compiled ahead of time.
    return Object.assign(engine, { code: 'new RegExp' });
  }

  #test(pattern: RegExp, text: string): boolean {
    if (text.length <= SHORT) return pattern.test(text);
    const timeout = Math.ceil(this.#left);
    if (timeout <= 0) return false;
    const started = performance.now();
    try {
      this.#place ??= {
        scope: createContext({ pattern: /^/u, text: '' }),
        script: new Script('pattern.test(text)'),
      };
      const { scope, script } = this.#place;
      Object.assign(scope, { pattern, text });
      return script.runInContext(scope, { timeout }) as boolean;
    } catch {
      return false;
    } finally {
      this.#left -= performance.now() - started;
    }
  }
}

interface Pattern {
  test(text: string): boolean;
  toString(): string;
}

interface PatternEngine {
  (source: string, flags: string): Pattern;
  code: string;
}
