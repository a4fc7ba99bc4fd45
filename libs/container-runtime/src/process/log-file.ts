import { createReadStream, watch } from 'node:fs';
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerLogLine, LogOptions } from '../container-runtime.js';

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_LINE = 16 * 1024;
const POLL_MS = 500;

/**
 * What a process wrote, a JSON line each, in a file that survives the hub. At five megabytes the file
 * becomes the one before, and the one before that is gone.
 */
export class LogFile {
  #writing: Promise<void> = Promise.resolve();
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
    this.#writing = this.#writing.then(() => this.#write(line)).catch(() => undefined);
  }

  /** Until everything appended so far is in the file. */
  flushed(): Promise<void> {
    return this.#writing;
  }

  async remove(): Promise<void> {
    this.#removed = true;
    await this.#writing;
    await Promise.all([rm(this.path, { force: true }), rm(this.#older, { force: true })]);
  }

  /** The last lines, then what comes until the signal aborts or the file is removed. */
  async *read({ tail, follow, signal }: LogOptions): AsyncIterable<ContainerLogLine> {
    await this.flushed();
    const older = await readLines(this.#older, 0);
    const current = await readLines(this.path, 0);
    const all = [...(older?.lines ?? []), ...(current?.lines ?? [])];
    yield* all.slice(Math.max(0, all.length - tail)).map(parse);
    if (follow && current !== undefined) yield* this.#follow(current.end, signal);
  }

  async *#follow(start: number, signal: AbortSignal | undefined): AsyncIterable<ContainerLogLine> {
    let offset = start;
    for (;;) {
      if (signal?.aborted === true) return;
      const next = await readLines(this.path, offset);
      if (next === undefined) return;
      yield* next.lines.map(parse);
      if (next.end === offset) await this.#changed(signal);
      offset = next.end;
    }
  }

  get #older(): string {
    return `${this.path}.1`;
  }

  async #write(line: ContainerLogLine): Promise<void> {
    const text = `${JSON.stringify({ ...line, text: line.text.slice(0, MAX_LINE) })}\n`;
    this.#size ??= (await sizeOf(this.path)) ?? 0;
    if (this.#size + Buffer.byteLength(text) > MAX_BYTES) {
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

/**
 * Whole lines from a byte offset on, and the offset behind the last of them: a line that is still being
 * written is left for the next time. Begins anew where the file is shorter than the offset, since it was
 * then changed for a new one. `undefined` when there is no file.
 */
async function readLines(path: string, from: number): Promise<{ lines: string[]; end: number } | undefined> {
  const size = await sizeOf(path);
  if (size === undefined) return undefined;
  const start = size < from ? 0 : from;
  const chunks: Buffer[] = [];
  if (size > start) {
    for await (const chunk of createReadStream(path, { start, end: size - 1 })) chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  return { lines, end: start + whole.length };
}

function parse(text: string): ContainerLogLine {
  const line = JSON.parse(text) as { at: string; stream: 'stdout' | 'stderr'; text: string };
  return { ...line, at: new Date(line.at) };
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (info) => info.size,
    () => undefined,
  );
}
