import { expect, it } from 'vitest';
import { upstreamOf } from './upstream-of.js';

const NOW = new Date('2026-01-01T12:00:00Z');
const EARLIER = '2026-01-01T08:00:00.000Z';
const up = { state: 'up', checkedAt: '2026-01-01T11:59:00Z', reason: null } as const;
const failing = { state: 'failing', checkedAt: '2026-01-01T11:59:30Z', reason: 'status 503' } as const;
const fresh = { state: 'unknown', checkedAt: null, reason: null } as const;

it('believes the newest word of any server, and leaves the time where nothing changed', () => {
  expect(upstreamOf(null, [up, failing, fresh], NOW)).toEqual({
    state: 'failing',
    reason: 'status 503',
    since: NOW.toISOString(),
  });
  const before = { state: 'up', since: EARLIER, reason: null } as const;
  expect(upstreamOf(before, [fresh, up], NOW)).toEqual(before);
});

it('does not know what nobody told for an hour', () => {
  const old = { ...up, checkedAt: '2026-01-01T10:59:59Z' };
  expect(upstreamOf(null, [old, fresh], NOW).state).toBe('unknown');
});
