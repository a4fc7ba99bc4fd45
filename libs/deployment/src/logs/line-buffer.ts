import type { ContainerLogLine } from '#lib/container-runtime';
import { levelOf, lineText, type LogLine } from './log-line.js';

/** The container that lines come from. */
export interface LogOrigin {
  readonly container: string;
  readonly deploymentId: string;
  readonly release: number;
  readonly instance: number;
}

/**
 * How far a stream of a container was read: its last line's time and how many lines of that very time there were, since
 * several can have one.
 */
export interface LogPosition {
  readonly at: Date;
  readonly lines: number;
}

export type Positions = Partial<Record<'stdout' | 'stderr', LogPosition>>;

/** What may wait to be stored, of one container: what comes on top of it is counted and dropped. */
export const MOST_LINES = 4_000;
const MOST_CHARS = 1024 * 1024;

export interface Batch {
  readonly origin: LogOrigin;
  readonly lines: readonly LogLine[];
  readonly positions: Positions;
}

/** Lines of one container between two writes, each taken once however often the engine gives it. */
export class LineBuffer {
  #lines: LogLine[] = [];
  #chars = 0;
  #dropped = 0;
  #hasNews = false;
  readonly #positions: Positions;
  #known: Positions = {};
  /** Lines of the last known time that the engine gives again. */
  #again = { stdout: 0, stderr: 0 };

  /**
   * @param positions Up to which lines are stored already
   * @param hide Takes secrets out of a line
   */
  constructor(
    readonly origin: LogOrigin,
    positions: Positions,
    readonly hide: (text: string) => string,
  ) {
    this.#positions = { ...positions };
    this.rejoin();
  }

  /** The container is read anew. @returns from which time on; undefined for all there is */
  rejoin(): Date | undefined {
    this.#known = { ...this.#positions };
    const { stdout, stderr } = this.#known;
    this.#again = { stdout: stdout?.lines ?? 0, stderr: stderr?.lines ?? 0 };
    return resumeAt(this.#known);
  }

  push({ at, stream, text }: ContainerLogLine): void {
    if (this.#isKnown(stream, at)) return;
    const last = this.#positions[stream];
    const isSameTime = last?.at.getTime() === at.getTime();
    this.#positions[stream] = { at, lines: isSameTime ? last.lines + 1 : 1 };
    this.#hasNews = true;
    if (this.isFull) {
      this.#dropped += 1;
      return;
    }
    const { release, instance } = this.origin;
    const shown = lineText(this.hide(text));
    this.#lines.push({ at, level: levelOf(stream, text), source: stream, release, instance, text: shown });
    this.#chars += shown.length;
  }

  get isFull(): boolean {
    return this.#lines.length >= MOST_LINES || this.#chars >= MOST_CHARS;
  }

  /** What came since the last time; undefined when nothing did. */
  take(): Batch | undefined {
    if (!this.#hasNews) return undefined;
    const lines = [...this.#lines, ...this.#droppedLine()];
    this.#lines = [];
    this.#chars = 0;
    this.#hasNews = false;
    return { origin: this.origin, lines, positions: { ...this.#positions } };
  }

  #isKnown(stream: 'stdout' | 'stderr', at: Date): boolean {
    const known = this.#known[stream];
    if (known === undefined) return false;
    if (at < known.at) return true;
    if (at.getTime() !== known.at.getTime() || this.#again[stream] === 0) return false;
    this.#again[stream] -= 1;
    return true;
  }

  #droppedLine(): LogLine[] {
    if (this.#dropped === 0) return [];
    const { release, instance } = this.origin;
    const at = this.#lines.at(-1)?.at ?? new Date();
    const text = `${this.#dropped} lines dropped: they came faster than they are stored`;
    this.#dropped = 0;
    return [{ at, level: 'warn', source: 'hub', release, instance, text }];
  }
}

/** Two streams of a container may arrive so far apart, in milliseconds. */
const APART_MS = 10_000;

function resumeAt({ stdout, stderr }: Positions): Date | undefined {
  if (stdout !== undefined && stderr !== undefined) return stdout.at < stderr.at ? stdout.at : stderr.at;
  const known = stdout ?? stderr;
  return known === undefined ? undefined : new Date(known.at.getTime() - APART_MS);
}
