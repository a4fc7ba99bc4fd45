import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';
import type { SubscriptionBinding } from '../format.js';
import { permitted } from '../upstream/base-url.js';

export interface SubscriptionSettings {
  readonly transport: 'sse' | 'websocket';
  readonly url: URL;
}

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'ws:', 'wss:'];

/**
 * Where subscriptions are served and how: `GRAPHQL_SUBSCRIPTIONS_URL` and `GRAPHQL_SUBSCRIPTIONS_TRANSPORT`, else what
 * the project was generated with, else the API's address and what it suggests. Listed in the project's README.
 *
 * @throws CallError that names the variable
 */
export function subscriptionSettings(
  { endpoint, transport }: SubscriptionBinding,
  config: ServerConfig,
  base: URL,
): SubscriptionSettings {
  const own = config.variable('GRAPHQL_SUBSCRIPTIONS_URL');
  const url = own === undefined ? endpointOf(endpoint, base) : ownUrl(own);
  const chosen = config.variable('GRAPHQL_SUBSCRIPTIONS_TRANSPORT') ?? transport;
  const isSocket = url.protocol === 'ws:' || url.protocol === 'wss:';
  const how = chosen ?? (isSocket ? 'websocket' : 'sse');
  if (how !== 'sse' && how !== 'websocket')
    throw new CallError('GRAPHQL_SUBSCRIPTIONS_TRANSPORT of this server must be sse or websocket.');
  return { transport: how, url: withScheme(url, how === 'sse' ? 'http' : 'ws') };
}

function ownUrl(text: string): URL {
  if (URL.canParse(text) && PROTOCOLS.includes(new URL(text).protocol)) return new URL(text);
  throw new CallError('GRAPHQL_SUBSCRIPTIONS_URL of this server must be an http, https, ws or wss address.');
}

function endpointOf(endpoint: string | undefined, base: URL): URL {
  return endpoint === undefined ? base : permitted(new URL(endpoint), PROTOCOLS);
}

/** One address serves both, so `https` and `wss` stand for each other. */
function withScheme(url: URL, scheme: 'http' | 'ws'): URL {
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  return new URL(url.href.replace(/^\w+:/, `${scheme}${isSecure ? 's' : ''}:`));
}
