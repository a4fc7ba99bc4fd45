import { createHash, timingSafeEqual } from 'node:crypto';
import { redact } from '../redact.js';
import { encode } from '../request/percent.js';
import type { ExchangeOutcome, ExchangeSink, UpstreamRequest } from './exchange.js';

/** In a call's `_meta`: the server's `EXCHANGE_KEY`, from whoever may see what was sent to the API. */
export const EXCHANGE_KEY_META = 'dev.toolwright/exchange-key';
/** In the result's `_meta`: {@link RecordedExchange}s in the order in which they were sent. */
export const EXCHANGES_META = 'dev.toolwright/exchanges';

/** Of each body; what is longer is cut. */
const MOST_BODY_CHARS = 64 * 1024;
/** Of one call; code may make many. */
const MOST_EXCHANGES = 50;

type HeaderPair = readonly [name: string, value: string];

/** A body as text without secrets. */
export interface RecordedBody {
  /** Undefined for bytes that are no UTF-8 text: these could hide a secret. */
  readonly text?: string;
  /** Length in bytes as it travelled. */
  readonly bytes: number;
  readonly isCut: boolean;
}

/** One request to the API and how it ended, without secrets. */
export interface RecordedExchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly HeaderPair[];
    readonly body?: RecordedBody;
  };
  readonly answer?: {
    readonly status: number;
    readonly headers: readonly HeaderPair[];
    readonly body?: RecordedBody;
  };
  /** Why there was no answer. */
  readonly error?: string;
  readonly ms: number;
}

type Answer = NonNullable<ExchangeOutcome['answer']>;

/** Keeps what one call sends to the API. What it gives out holds no secret. */
export class ExchangeRecord implements ExchangeSink {
  readonly #kept: { readonly request: UpstreamRequest; readonly outcome: ExchangeOutcome }[] = [];

  add(request: UpstreamRequest, outcome: ExchangeOutcome): void {
    if (this.#kept.length < MOST_EXCHANGES) this.#kept.push({ request, outcome });
  }

  /** @param secrets As they are once the call has ended, longest first: a token may have been fetched meanwhile */
  shown(secrets: readonly string[]): RecordedExchange[] {
    const hide = hider(secrets);
    return this.#kept.map(({ request, outcome: { answer, error, ms } }) => ({
      request: shownRequest(request, hide),
      ...(answer === undefined ? {} : { answer: shownAnswer(answer, hide) }),
      ...(error === undefined ? {} : { error: hide(reasonOf(error)) }),
      ms: Math.round(ms),
    }));
  }
}

/** Notes a request that wants it, as it goes out, and how it ends. */
export async function recorded<A extends Answer>(
  request: UpstreamRequest,
  send: () => Promise<A>,
): Promise<A> {
  const { record } = request;
  if (record === undefined) return send();
  const started = performance.now();
  try {
    const answer = await send();
    record.add(request, { answer, ms: performance.now() - started });
    return answer;
  } catch (error) {
    record.add(request, { error, ms: performance.now() - started });
    throw error;
  }
}

/** Whether who calls has the server's key; takes as long for any key. */
export function isExchangeKey(given: unknown, key: string | undefined): boolean {
  if (typeof given !== 'string' || key === undefined) return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(key));
}

type Hide = (text: string) => string;

/** Takes secrets out in every form in which they travel. */
function hider(secrets: readonly string[]): Hide {
  const forms = new Set(secrets.flatMap(formsOf));
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => redact(text, longestFirst);
}

/** As it is, in JSON, in a form (WHATWG URL, section 5) and in an address. */
function formsOf(secret: string): string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const percent = encode(secret);
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  return [secret, JSON.stringify(secret).slice(1, -1), form, percent, percent.toLowerCase(), base64];
}

function shownRequest(request: UpstreamRequest, hide: Hide): RecordedExchange['request'] {
  const { method, url, headers, body, secretHeaders } = request;
  // The two that the client adds.
  const added = {
    host: url.host,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  const secret = new Set(secretHeaders.filter((name) => name !== 'cookie'));
  const shown = Object.entries({ ...added, ...headers }).map(([name, value]): HeaderPair => [
    name,
    secret.has(name) ? masked(value) : hide(value),
  ]);
  return {
    method,
    url: hide(url.href),
    headers: shown,
    ...(body === undefined ? {} : { body: shownBody(Buffer.from(body), hide) }),
  };
}

/** `Bearer ***`: whatever stands after the scheme (RFC 9110 section 11.4). */
function masked(value: string): string {
  const scheme = /^(Basic|Bearer) /i.exec(value)?.[0] ?? '';
  return `${scheme}***`;
}

function shownAnswer({ status, headers = {}, bytes, truncated }: Answer, hide: Hide) {
  const pairs = Object.entries(headers).flatMap(([name, value]): HeaderPair[] =>
    [value ?? []].flat().map((one) => [name, hide(one)]),
  );
  const body = bytes === undefined || bytes.byteLength === 0 ? undefined : shownBody(bytes, hide);
  if (body === undefined) return { status, headers: pairs };
  return { status, headers: pairs, body: { ...body, isCut: body.isCut || truncated === true } };
}

/** Secrets go before it is cut, so that none is cut in two. */
function shownBody(bytes: Buffer, hide: Hide): RecordedBody {
  const text = bytes.toString('utf8');
  const isText = !bytes.includes(0) && Buffer.from(text, 'utf8').equals(bytes);
  if (!isText) return { bytes: bytes.byteLength, isCut: false };
  const clean = hide(text);
  return {
    text: clean.slice(0, MOST_BODY_CHARS),
    bytes: bytes.byteLength,
    isCut: clean.length > MOST_BODY_CHARS,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
