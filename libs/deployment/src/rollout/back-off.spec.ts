import { expect, it } from 'vitest';
import { crashesNow, pauseAfter, STABLE_MS } from './back-off.js';

it('starts again at once the first time, then after growing pauses up to a minute', () => {
  expect([1, 2, 3, 4, 5, 8, 20].map(pauseAfter)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 60_000, 60_000]);
});

it('forgets earlier crashes of a server that was healthy for long', () => {
  const now = Date.now();
  expect(crashesNow({ crashes: 7, healthyAt: new Date(now - STABLE_MS - 1) }, now)).toBe(1);
  expect(crashesNow({ crashes: 7, healthyAt: new Date(now - 1_000) }, now)).toBe(8);
  expect(crashesNow({ crashes: 0, healthyAt: null }, now)).toBe(1);
});
