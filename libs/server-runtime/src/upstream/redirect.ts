import type { UpstreamAnswer, UpstreamRequest } from './exchange.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The request that follows a redirect of a GET or HEAD, without credentials once the origin changes.
 * Redirects of other methods are for the model to see.
 */
export function redirected(request: UpstreamRequest, answer: UpstreamAnswer): UpstreamRequest | undefined {
  const location = answer.headers['location'];
  if (request.keepRedirects || !REDIRECTS.has(answer.status) || typeof location !== 'string')
    return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (!URL.canParse(location, request.url.href)) return undefined;
  const url = new URL(location, request.url.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.origin === request.url.origin) return { ...request, url };
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !request.secretHeaders.includes(name)),
  );
  const { tls: _tls, ...rest } = request;
  return { ...rest, url, headers };
}
