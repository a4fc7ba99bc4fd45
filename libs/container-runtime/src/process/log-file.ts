import { createReadStream, watch } from 'node:fs';
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
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

  constructor(readonly path: string) {}

  append(line: ContainerLogLine): void {
    this.#writing = this.#writing.then(() => this.#write(line)).catch(() => undefined);
  }

  /** Until everything appended so far is in the file. */
  flushed(): Promise<void> {
    return this.#writing;
  }

  async remove(): Promise<void> {
    await this.#writing;
    await Promise.all([rm(this.path, { force: true }), rm(this.#older, { force: true })]);
  }

  /** The last lines, then what comes until the signal aborts or the file is removed. */
  async *read({ tail, follow, signal }: LogOptions): AsyncIterable<ContainerLogLine> {
    await this.flushed();
    const all = [...(await linesOf(this.#older)), ...(await linesOf(this.path))];
    yield* all.slice(Math.max(0, all.length - tail)).map(parse);
    let offset = await sizeOf(this.path);
    if (!follow) return;
    for (;;) {
      if (offset === undefined || signal?.aborted === true) return;
      const size: number | undefined = await sizeOf(this.path);
      // Smaller than before: the file was changed for a new one.
      const from = size !== undefined && size < offset ? 0 : offset;
      if (size !== undefined && size > from) yield* (await linesOf(this.path, from)).map(parse);
      else await this.#changed(signal);
      offset = size;
    }
  }

  get #older(): string {
    return `${this.path}.1`;
  }

  async #write(line: ContainerLogLine): Promise<void> {
    const text = `${JSON.stringify({ ...line, text: line.text.slice(0, MAX_LINE) })}\n`;
    this.#size ??= (await sizeOf(this.path)) ?? 0;
    if (this.#size + text.length > MAX_BYTES) {
      await rename(this.path, this.#older);
      this.#size = 0;
    }
    await mkdir(dirname(this.path), { recursive: true });
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

async function linesOf(path: string, start = 0): Promise<string[]> {
  if ((await sizeOf(path)) === undefined) return [];
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path, { start }) })) lines.push(line);
  return lines;
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
