import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, request, type Dispatcher } from 'undici';
import { AppError } from '#lib/diagnostics';
import type { FetchPolicy } from '../source.js';
import { AddressGuard } from '#lib/network-guard';

export interface GuardedFetchOptions {
  readonly policy: FetchPolicy;
  /** Longest answer, in bytes. */
  readonly maxBytes: number;
  /** For the whole exchange with all redirects, in milliseconds. */
  readonly timeoutMs: number;
  /** The person typed this URL on their own machine: its own host may be private. */
  readonly trusted: boolean;
  /** Sent instead of a GET; followed through redirects that keep the method (307, 308) only. */
  readonly post?: GuardedPost;
  /** Name resolution; the system's by default. */
  readonly resolve?: (host: string) => Promise<readonly { address: string; family: number }[]>;
}

export interface GuardedPost {
  readonly body: string;
  /** Never follow a redirect to another origin. */
  readonly headers: Readonly<Record<string, string>>;
  /** Statuses whose answers are of use besides 200. */
  readonly accepts: readonly number[];
}

export interface GuardedAnswer {
  /** Where the redirects led. */
  readonly url: string;
  readonly bytes: Uint8Array;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches a URL that a person or a document gave. Only http and https, only to public addresses or
 * listed networks. The address is checked on the very lookup that the connection uses, so that a name
 * that changes its address in between (DNS rebinding) gains nothing; each redirect is checked anew.
 *
 * @throws AppError `source-refused`, `source-unreachable`, `upload-too-large`
 */
export async function fetchGuarded(url: string, options: GuardedFetchOptions): Promise<GuardedAnswer> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const trustedHost = options.trusted ? checkedUrl(url).host : undefined;
  let current = checkedUrl(url);
  let { post } = options;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const agent = guardedAgent(options, current.host === trustedHost);
    try {
      const answer = await exchange(current, { agent, signal, post });
      if (!REDIRECTS.has(answer.statusCode)) return await finish(current, answer, options);
      const next = checkedUrl(redirectTarget(answer, current));
      if (post !== undefined) post = redirectedPost(post, answer.statusCode, next.origin === current.origin);
      current = next;
      await answer.body.dump();
    } finally {
      await agent.destroy();
    }
  }
  throw new AppError('source-unreachable', {
    detail: `${shown(current)} redirects more than ${MAX_REDIRECTS} times.`,
  });
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('source-refused', {
      detail: `Only http and https addresses are fetched, not ${JSON.stringify(text.slice(0, 200))}.`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('source-refused', {
      detail: `The address of ${url.host} holds a user name or password. Leave it out.`,
    });
  }
  url.hash = '';
  return url;
}

function guardedAgent(options: GuardedFetchOptions, trusted: boolean): Agent {
  const guard = new AddressGuard(options.policy.allowedNetworks);
  const resolve: Resolve = options.resolve ?? ((host) => systemLookup(host, { all: true }));
  const permits = (address: string) => trusted || guard.permits(address);
  const lookup: LookupFunction = (hostname, _options, callback) => {
    // The callback style is Node's; a throw inside it must not come back here as a second call.
    const settle = callbackify(() => resolvePermitted(hostname, resolve, permits));
    settle((error, addresses) => callback(error, addresses ?? []));
  };
  return new Agent({ connect: { lookup, autoSelectFamily: true }, connections: 1, pipelining: 0 }).compose(
    (dispatch) => (request, handler) => {
      refuseLiteral(String(request.origin), permits);
      return dispatch(request, handler);
    },
  ) as Agent;
}

type Resolve = NonNullable<GuardedFetchOptions['resolve']>;

/** All addresses of a name; one that is refused refuses the name. */
async function resolvePermitted(host: string, resolve: Resolve, permits: (address: string) => boolean) {
  const addresses = await resolve(host);
  const refused = addresses.find(({ address }) => !permits(address));
  if (refused) throw refusal(host, refused.address);
  if (addresses.length === 0) throw new Error(`no address for ${host}`);
  return [...addresses];
}

/** A literal address is never looked up, so it is checked here. */
function refuseLiteral(origin: string, permits: (address: string) => boolean): void {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !permits(host)) throw refusal(host, host);
}

function refusal(host: string, address: string): AppError {
  const at = host === address ? '' : ` (${address})`;
  return new AppError('source-refused', { detail: `${host}${at} is not a public address.` });
}

interface Sending {
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly post: GuardedPost | undefined;
}

async function exchange(url: URL, { agent, signal, post }: Sending): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, {
      dispatcher: agent,
      signal,
      headers: {
        accept: 'application/json, application/yaml, text/yaml, text/plain;q=0.9, */*;q=0.5',
        'user-agent': 'toolwright',
        ...post?.headers,
      },
      ...(post === undefined ? {} : { method: 'POST', body: post.body }),
    });
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** @throws AppError for a redirect that would turn the request into a GET (RFC 9110 section 15.4) */
function redirectedPost(post: GuardedPost, status: number, sameOrigin: boolean): GuardedPost {
  if (status !== 307 && status !== 308)
    throw new AppError('source-unreachable', {
      detail: `The address redirects with status ${status}. Give the address that it leads to.`,
    });
  return sameOrigin ? post : { ...post, headers: { 'content-type': 'application/json' } };
}

function unreachable(url: URL, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause.cause instanceof AppError) return cause.cause;
  const why = cause.name === 'TimeoutError' ? 'no answer in time' : cause.message || cause.name;
  return new AppError('source-unreachable', { detail: `${shown(url)}: ${why}.`, cause: error });
}

function redirectTarget(answer: Dispatcher.ResponseData, from: URL): string {
  const location = answer.headers['location'];
  if (typeof location !== 'string' || !URL.canParse(location, from.href)) {
    throw new AppError('source-unreachable', { detail: `${shown(from)} redirects to nowhere.` });
  }
  return new URL(location, from).href;
}

async function finish(
  url: URL,
  answer: Dispatcher.ResponseData,
  { maxBytes, post }: GuardedFetchOptions,
): Promise<GuardedAnswer> {
  if (answer.statusCode !== 200 && post?.accepts.includes(answer.statusCode) !== true) {
    throw new AppError('source-unreachable', {
      detail: `${shown(url)} answered with status ${answer.statusCode}.`,
    });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes)
        throw new AppError('upload-too-large', { detail: `${shown(url)} is larger than ${maxBytes} bytes.` });
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(url, error);
  }
  return { url: url.href, bytes: Buffer.concat(chunks, size) };
}

/** Without the query, which may hold a token. */
function shown(url: URL): string {
  return url.origin + url.pathname;
}
