import { once } from 'node:events';
import type { Request, Response } from 'express';

const HEARTBEAT_MS = 15_000;

/** One stream of server-sent events (HTML standard, section 9.2), with a comment now and then to keep it open. */
export class EventStream {
  readonly #closed = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(
    request: Request,
    readonly response: Response,
  ) {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    request.on('close', () => this.#closed.abort());
    this.#heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  }

  /** Aborted when the client is gone. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Waits where the client reads slower than we write. */
  async send(event: string, data: unknown, id?: string): Promise<void> {
    if (this.signal.aborted) return;
    const place = id === undefined ? '' : `id: ${id}\n`;
    const taken = this.response.write(`${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (!taken) await once(this.response, 'drain', { signal: this.signal }).catch(() => undefined);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.response.end();
  }
}

/** Whether the client asks for a stream of events. */
export function wantsEvents(request: Request): boolean {
  return (request.headers.accept ?? '').includes('text/event-stream');
}
