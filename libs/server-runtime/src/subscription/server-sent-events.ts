import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import { contentType } from '../results/content-type.js';
import { Deadline } from './deadline.js';
import type { OpenExchange, UpstreamAnswer } from '../upstream/exchange.js';
import { readBody } from './read-body.js';
import type { Collected, Collector } from './collector.js';

/** Events, or the answer that came in their place. */
export type Subscribed =
  | { readonly status: number; readonly collected: Collected }
  | { readonly status: number; readonly answer: UpstreamAnswer };

/**
 * Collects over server-sent events ("GraphQL over Server-Sent Events Protocol", distinct connections mode): the
 * request is a POST, and its answer goes on until the API or the collector ends it.
 *
 * @param openingMs Until the answer begins
 */
export async function collectServerSentEvents(
  { request, dispatcher }: OpenExchange,
  collector: Collector,
  openingMs: number,
): Promise<Subscribed> {
  const deadline = new Deadline(collector.signal, openingMs);
  const { origin, pathname, search } = request.url;
  try {
    const response = await dispatcher.request({
      origin,
      path: `${pathname}${search}`,
      method: 'POST',
      headers: request.headers,
      body: request.body ?? null,
      signal: deadline.signal,
      // Hours may lie between two events; the collector says how long is waited.
      bodyTimeout: 0,
    });
    const { statusCode: status, headers } = response;
    if (status === 200 && contentType({ headers }) === 'text/event-stream') {
      deadline.end();
      return { status, collected: await readEvents(response.body, collector) };
    }
    const body = await readBody(response.body, { maxBytes: collector.limits.bytes });
    return { status, answer: { status, headers, ...body } };
  } finally {
    deadline.end();
  }
}

async function readEvents(body: Readable, collector: Collector): Promise<Collected> {
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: ({ event, data }) => takeEvent(collector, event, data) });
  collector.begin();
  body.on('data', (chunk: Buffer) => {
    collector.received(chunk.byteLength);
    parser.feed(decoder.decode(chunk, { stream: true }));
  });
  body.once('end', () => collector.end('connection_lost', { reason: 'The API ended the stream early.' }));
  body.on('error', (error) => collector.end('connection_lost', { reason: error.message }));
  const collected = await collector.done;
  body.destroy();
  return collected;
}

/** A message without a name is taken too: some servers leave it out. */
function takeEvent(collector: Collector, event: string | undefined, data: string): void {
  if (event === 'complete') collector.end('complete');
  if (event !== undefined && event !== 'next') return;
  try {
    collector.take(JSON.parse(data) as unknown);
  } catch {
    collector.end('error', { reason: 'The API sent an event that is no JSON.' });
  }
}
