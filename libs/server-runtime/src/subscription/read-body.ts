import type { Readable } from 'node:stream';
import type { UpstreamAnswer } from '../upstream/exchange.js';

export interface ReadLimits {
  readonly maxBytes: number;
  /** Set for streams, which may never end. */
  readonly maxMs?: number;
}

type Body = Pick<UpstreamAnswer, 'bytes' | 'truncated' | 'open'>;

/** Reads a body up to its limits; what came until then is kept. */
export function readBody(body: Readable, { maxBytes, maxMs }: ReadLimits): Promise<Body> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (state: Omit<Body, 'bytes'>) => {
      clearTimeout(timer);
      resolve({ bytes: Buffer.concat(chunks, Math.min(size, maxBytes)), ...state });
    };
    const stop = (state: Omit<Body, 'bytes'>) => {
      finish(state);
      body.destroy();
    };
    const timer =
      maxMs === undefined ? undefined : setTimeout(() => stop({ truncated: false, open: true }), maxMs);
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > maxBytes) stop({ truncated: true });
    });
    body.once('end', () => finish({ truncated: false }));
    // Stays for what comes after the end: the promise is settled by then.
    body.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
