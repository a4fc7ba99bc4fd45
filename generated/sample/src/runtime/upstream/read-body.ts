import type { Readable } from 'node:stream';
import type { UpstreamAnswer } from './exchange.js';

export interface ReadLimits {
  readonly maxBytes: number;
  /** Set for streams, which may never end. */
  readonly maxMs?: number;
}

/** Reads a body up to its limits; what came until then is kept. */
export async function readBody(
  body: Readable,
  { maxBytes, maxMs }: ReadLimits,
): Promise<Pick<UpstreamAnswer, 'bytes' | 'truncated' | 'open'>> {
  const chunks: Buffer[] = [];
  let size = 0;
  let open = false;
  const timer = setTimeout(
    () => {
      open = true;
      body.destroy();
    },
    maxMs ?? 2 ** 31 - 1,
  );
  try {
    for await (const chunk of body) {
      const bytes = chunk as Buffer;
      chunks.push(bytes);
      size += bytes.byteLength;
      if (size > maxBytes) return { bytes: Buffer.concat(chunks, maxBytes), truncated: true };
    }
  } catch (error) {
    if (!open) throw error;
  } finally {
    clearTimeout(timer);
  }
  return { bytes: Buffer.concat(chunks, size), truncated: false, ...(open ? { open } : {}) };
}
