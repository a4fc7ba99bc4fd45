import type { IncomingMessage } from 'node:http';

/** Up to here a body is taken whole before it is sent on, in bytes: it can then be sent again elsewhere. */
const WHOLE_BYTES = 256 * 1024;

export type ForwardedBody = Buffer | AsyncIterable<Buffer> | null;

/**
 * A request's body to send on: small ones in one piece, larger ones as they come. Nothing bounds it here; the
 * server has its own limit.
 *
 * @throws Error when the client goes away before a small one is whole
 */
export async function bodyOf(request: IncomingMessage): Promise<ForwardedBody> {
  const { headers } = request;
  const length = headers['content-length'];
  if (length === '0' || (length === undefined && headers['transfer-encoding'] === undefined)) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  const source = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  while (size <= WHOLE_BYTES) {
    const { value, done } = await source.next();
    if (done === true) return Buffer.concat(chunks);
    chunks.push(value);
    size += value.byteLength;
  }
  return streamed(chunks, source);
}

async function* streamed(head: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  yield* head;
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) return;
    yield value;
  }
}
