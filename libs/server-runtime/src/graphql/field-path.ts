import { CallError } from '../call-error.js';

/** One step of a path: `repositories(first: 10)`. */
export interface PathStep {
  readonly name: string;
  readonly args: ReadonlyMap<string, unknown>;
}

/** Longer than any sensible path; keeps a hostile one from costing much. */
const MAX_LENGTH = 2000;

/**
 * Reads a path such as `repositories(first: 10, orderBy: {"field": "NAME"}).nodes.name`; values are JSON,
 * and a bare word is a text (an enum's value).
 *
 * @throws CallError that says where it cannot be read
 */
export function readFieldPath(text: string): PathStep[] {
  const reader = new PathReader(text.trim());
  const steps = [reader.step()];
  while (reader.skip('.')) steps.push(reader.step());
  if (!reader.atEnd()) throw reader.fault('a dot or the end');
  return steps;
}

const DEPTHS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

class PathReader {
  #at = 0;

  constructor(readonly text: string) {
    if (text.length > MAX_LENGTH)
      throw new CallError(`A path of "fields" is longer than ${MAX_LENGTH} characters; nothing was sent.`);
  }

  step(): PathStep {
    if (this.skip('*')) return { name: '*', args: new Map() };
    const name = this.#match(/[_A-Za-z]\w*/y);
    if (name === undefined) throw this.fault('a field name');
    return { name, args: this.skip('(') ? this.#arguments() : new Map<string, unknown>() };
  }

  skip(mark: string): boolean {
    this.#match(/\s+/y);
    if (!this.text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    this.#match(/\s+/y);
    return true;
  }

  atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  fault(expected: string): CallError {
    return new CallError(
      `"fields": ${JSON.stringify(this.text.slice(0, 200))} cannot be read: ${expected} was expected at character ${this.#at + 1}. Nothing was sent.`,
    );
  }

  #arguments(): Map<string, unknown> {
    const args = new Map<string, unknown>();
    while (!this.skip(')')) {
      const name = this.#match(/[_A-Za-z]\w*/y);
      if (name === undefined || !this.skip(':')) throw this.fault('an argument as `name: value`');
      args.set(name, this.#value());
      this.skip(',');
    }
    return args;
  }

  #value(): unknown {
    const from = this.#at;
    const end = this.#endOfValue();
    const written = this.text.slice(from, end).trim();
    this.#at = end;
    try {
      return JSON.parse(written) as unknown;
    } catch {
      if (/^[_A-Za-z]\w*$/.test(written)) return written;
      this.#at = from;
      throw this.fault('a value as JSON');
    }
  }

  /** Up to a comma or parenthesis outside of texts and brackets. */
  #endOfValue(): number {
    let depth = 0;
    const marks = /"(?:[^"\\]|\\.)*"|[[\]{}(),]/y;
    for (let at = this.#at; at < this.text.length;) {
      marks.lastIndex = at;
      const mark = marks.exec(this.text)?.[0] ?? '';
      if (depth === 0 && (mark === ',' || mark === ')')) return at;
      depth += DEPTHS[mark] ?? 0;
      at += Math.max(1, mark.length);
    }
    throw this.fault('a closing parenthesis');
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
