import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import type { SubscriptionBinding } from '../format.js';
import { subscriptionSettings } from './settings.js';

const settings = (binding: object = {}, env: Record<string, string> = {}) => {
  const { transport, url } = subscriptionSettings(
    binding as SubscriptionBinding,
    readConfig(env),
    new URL('https://api.example.com/graphql?v=1'),
  );
  return `${transport} ${url.href}`;
};

describe('where subscriptions are served', () => {
  it.each([
    [{}, {}, 'sse https://api.example.com/graphql?v=1'],
    [{ transport: 'websocket' }, {}, 'websocket wss://api.example.com/graphql?v=1'],
    [{ endpoint: 'ws://live.example.com/x' }, {}, 'websocket ws://live.example.com/x'],
    [{ endpoint: 'wss://live.example.com/x', transport: 'sse' }, {}, 'sse https://live.example.com/x'],
    [
      { endpoint: 'wss://live.example.com/x' },
      { GRAPHQL_SUBSCRIPTIONS_URL: 'http://127.0.0.1:4000/stream' },
      'sse http://127.0.0.1:4000/stream',
    ],
    [{}, { GRAPHQL_SUBSCRIPTIONS_TRANSPORT: 'websocket' }, 'websocket wss://api.example.com/graphql?v=1'],
  ])('%j with %j is %s', (binding, env, expected) => {
    expect(settings(binding, env as Record<string, string>)).toBe(expected);
  });

  it.each([
    [{ endpoint: 'ws://169.254.169.254/' }, {}, /not called/],
    [{ endpoint: 'ws://user:pass@example.com/' }, {}, /not called/],
    [{}, { GRAPHQL_SUBSCRIPTIONS_URL: 'file:///etc/passwd' }, /GRAPHQL_SUBSCRIPTIONS_URL/],
    [{}, { GRAPHQL_SUBSCRIPTIONS_TRANSPORT: 'SSE' }, /GRAPHQL_SUBSCRIPTIONS_TRANSPORT/],
  ])('%j with %j is refused', (binding, env, reason) => {
    expect(() => settings(binding, env as Record<string, string>)).toThrow(reason);
  });
});
