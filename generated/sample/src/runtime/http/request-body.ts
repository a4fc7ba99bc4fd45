import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './answers.js';
import { parseGuarded, RefusedJson } from './json-guard.js';

const PARSE_ERROR = -32_700;

/**
 * Reads and parses a request's JSON body.
 *
 * @throws Refusal 413 when it is longer than `limit` bytes, 415 for another type, 400 for what is not to be parsed
 */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  if (!/^application\/json\s*(?:;|$)/iu.test(request.headers['content-type'] ?? ''))
    throw new Refusal(415, 'Content-Type must be application/json.');
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new Refusal(415, 'A compressed body is not taken.');
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLong(limit);
  return parsed(await readBytes(request, limit));
}

function parsed(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Refusal(400, 'The body is not UTF-8.', PARSE_ERROR);
  const text = bytes.toString('utf8');
  try {
    return parseGuarded(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof RefusedJson) throw new Refusal(400, error.message, PARSE_ERROR);
    throw error;
  }
}

/** By events: an iterator costs several times as much for a body of one chunk. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
      else reject(tooLong(limit));
    });
    request.once('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)),
    );
    request.once('error', reject);
    request.once('close', () => {
      // Comes after every request, and an error costs as much as all of this.
      if (!request.complete) reject(new Error('The client went away.'));
    });
  });
}

function tooLong(limit: number): Refusal {
  return new Refusal(413, `The body is longer than ${limit} bytes (MAX_REQUEST_BYTES).`);
}
