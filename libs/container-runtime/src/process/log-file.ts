import { createReadStream, watch } from 'node:fs';
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerLogLine, LogOptions } from '../container-runtime.js';

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_LINE = 16 * 1024;
/** What may wait to be written; a process that says more at once loses what is above it. */
const MAX_PENDING = 1024 * 1024;
const POLL_MS = 500;

/**
 * What a process wrote, a JSON line each, in a file that survives the hub. At five megabytes the file
 * becomes the one before, and the one before that is gone.
 */
export class LogFile {
  #pending: string[] = [];
  #pendingSize = 0;
  #dropped = 0;
  #writing: Promise<void> | undefined;
  #size: number | undefined;
  #removed = false;

  constructor(readonly path: string) {}

  /** Makes the file, so that it can be followed before the first line comes. */
  async open(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await appendFile(this.path, '', { mode: 0o600 });
  }

  append(line: ContainerLogLine): void {
    // What an ended process still had in its pipes must not bring the file back.
    if (this.#removed) return;
    if (this.#pendingSize > MAX_PENDING) {
      this.#dropped += 1;
      return;
    }
    const text = `${JSON.stringify({ ...line, text: line.text.slice(0, MAX_LINE) })}\n`;
    this.#pending.push(text);
    this.#pendingSize += text.length;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  /** Until everything appended so far is in the file. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async remove(): Promise<void> {
    this.#removed = true;
    await this.#writing;
    await Promise.all([rm(this.path, { force: true }), rm(this.#older, { force: true })]);
  }

  /** The last lines, then what comes until the signal aborts or the file is removed. */
  async *read({ tail, since, follow, signal }: LogOptions): AsyncIterable<ContainerLogLine> {
    await this.flushed();
    const older = await readLines(this.#older, 0);
    const current = await readLines(this.path, 0);
    const all = [...(older?.lines ?? []), ...(current?.lines ?? [])].map(parse);
    const wanted = since === undefined ? all : all.filter(({ at }) => at >= since);
    yield* wanted.slice(Math.max(0, wanted.length - tail));
    if (follow && current !== undefined) yield* this.#follow(current, signal);
  }

  async *#follow(start: Place, signal: AbortSignal | undefined): AsyncIterable<ContainerLogLine> {
    let place: Place = start;
    for (;;) {
      if (signal?.aborted === true) return;
      const next = await readLines(this.path, place.end);
      if (next === undefined) return;
      if (next.file === place.file) {
        yield* next.lines.map(parse);
        if (next.end === place.end) await this.#changed(signal);
        place = next;
        continue;
      }
      // The file was changed for a new one: first what was left of the one before.
      const rest = await readLines(this.#older, place.end);
      if (rest?.file === place.file) yield* rest.lines.map(parse);
      place = { file: next.file, end: 0 };
    }
  }

  get #older(): string {
    return `${this.path}.1`;
  }

  async #writeAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const text = this.#pending.join('') + this.#droppedLine();
      this.#pending = [];
      this.#pendingSize = 0;
      // A disk that is full must not end the server.
      await this.#write(text).catch(() => undefined);
    }
  }

  #droppedLine(): string {
    if (this.#dropped === 0) return '';
    const text = `${this.#dropped} lines dropped: they came faster than they could be written`;
    this.#dropped = 0;
    return `${JSON.stringify({ at: new Date(), stream: 'stderr', text })}\n`;
  }

  async #write(text: string): Promise<void> {
    this.#size ??= (await placeOf(this.path))?.size ?? 0;
    if (this.#size + Buffer.byteLength(text) > MAX_BYTES && this.#size > 0) {
      await rename(this.path, this.#older);
      this.#size = 0;
    }
    await appendFile(this.path, text, { mode: 0o600 });
    this.#size += Buffer.byteLength(text);
  }

  /** Waits for a change, or for a moment. */
  async #changed(signal: AbortSignal | undefined): Promise<void> {
    const done = new AbortController();
    const stop = () => done.abort();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      watch(this.path, { signal: done.signal }, stop).on('error', stop);
      await sleep(POLL_MS, undefined, { signal: done.signal });
    } catch {
      // Woken by a change or by the caller.
    } finally {
      signal?.removeEventListener('abort', stop);
      done.abort();
    }
  }
}

/** How far which file was read. */
interface Place {
  /** Number of the file itself, whatever its name. */
  readonly file: number;
  readonly end: number;
}

/**
 * Whole lines from a byte offset on, and the offset behind the last of them: a line that is still being
 * written is left for the next time. `undefined` when there is no file.
 */
async function readLines(path: string, start: number): Promise<(Place & { lines: string[] }) | undefined> {
  const found = await placeOf(path);
  if (found === undefined) return undefined;
  const { file, size } = found;
  const chunks: Buffer[] = [];
  if (size > start) {
    for await (const chunk of createReadStream(path, { start, end: size - 1 })) chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  return { file, lines, end: start + whole.length };
}

function parse(text: string): ContainerLogLine {
  const line = JSON.parse(text) as { at: string; stream: 'stdout' | 'stderr'; text: string };
  return { ...line, at: new Date(line.at) };
}

async function placeOf(path: string): Promise<{ file: number; size: number } | undefined> {
  return stat(path).then(
    ({ ino, size }) => ({ file: ino, size }),
    () => undefined,
  );
}
