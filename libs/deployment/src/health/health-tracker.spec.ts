import { expect, it } from 'vitest';
import { HealthTracker, RESTART_AFTER_MS } from './health-tracker.js';

it('holds a server unhealthy after two failures in a row, not after one', () => {
  const tracker = new HealthTracker();
  const checks = [false, true, false, true, false, false];
  expect(checks.map((passed) => tracker.note(passed, true, 0))).toEqual([
    'keep',
    'keep',
    'keep',
    'keep',
    'keep',
    'unhealthy',
  ]);
});

it('holds it healthy again after two good checks in a row', () => {
  const tracker = new HealthTracker();
  const checks = [false, true, false, true, true];
  expect(checks.map((passed) => tracker.note(passed, false, 0)).at(-1)).toBe('healthy');
  expect(checks.slice(0, 4).every((passed) => new HealthTracker().note(passed, false, 0) === 'keep')).toBe(
    true,
  );
});

it('has it started again after a longer while, and again a while after that', () => {
  const tracker = new HealthTracker();
  expect(tracker.note(false, false, 0)).toBe('keep');
  expect(tracker.note(false, false, RESTART_AFTER_MS - 1)).toBe('keep');
  expect(tracker.note(true, false, RESTART_AFTER_MS)).toBe('keep');
  expect(tracker.note(false, false, RESTART_AFTER_MS + 1)).toBe('restart');
  expect(tracker.note(false, false, RESTART_AFTER_MS + 2)).toBe('keep');
});
