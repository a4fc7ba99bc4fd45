import { expect, it } from 'vitest';
import { crashesNow, pauseAfter, STABLE_MS } from './back-off.js';

it('starts again at once the first time, then after growing pauses up to a minute', () => {
  expect([1, 2, 3, 4, 5, 8, 20].map(pauseAfter)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 60_000, 60_000]);
});

it('forgets earlier crashes of a server that was healthy for long', () => {
  const now = Date.now();
  const end = (crashes: number, healthyMs: number | null, wasKilled = false) =>
    crashesNow({ crashes, healthyAt: healthyMs === null ? null : new Date(now - healthyMs), wasKilled }, now);
  expect(end(7, STABLE_MS + 1)).toBe(1);
  expect(end(7, 10_000)).toBe(8);
  expect(end(0, null)).toBe(1);
});

it('does not hold being killed against a server that was well', () => {
  const now = Date.now();
  const end = (healthyMs: number) =>
    crashesNow({ crashes: 7, healthyAt: new Date(now - healthyMs), wasKilled: true }, now);
  expect([end(10_000), end(100)]).toEqual([1, 8]);
});
