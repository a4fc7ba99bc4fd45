import { expect, it } from 'vitest';
import { isLoopbackOnly, isOwnHost } from './own-host.js';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000', true],
  ['localhost', 'http://localhost:3000', true],
  ['::1', 'http://[::1]:3000', true],
  ['0.0.0.0', 'http://127.0.0.1:3000', false],
  ['::', 'http://127.0.0.1:3000', false],
  ['192.0.2.1', 'http://127.0.0.1:3000', false],
  ['127.0.0.1', 'https://hub.example.com', false],
])('listening on %s as %s is reached by this machine only: %s', (host, publicUrl, only) => {
  expect(isLoopbackOnly({ host, publicUrl })).toBe(only);
});

it('takes requests that name this hub and come from no other page', () => {
  const isOwn = isOwnHost({ publicUrl: 'https://hub.example.com' });
  expect(isOwn({ headers: { host: 'hub.example.com' } })).toBe(true);
  expect(isOwn({ headers: { host: '127.0.0.1:3000', origin: 'https://hub.example.com' } })).toBe(true);
  expect(isOwn({ headers: { host: 'evil.example' } })).toBe(false);
  expect(isOwn({ headers: { host: '127.0.0.1', origin: 'https://evil.example' } })).toBe(false);
  expect(isOwn({ headers: { host: '127.0.0.1', origin: 'null' } })).toBe(false);
  expect(isOwn({ headers: {} })).toBe(false);
});
