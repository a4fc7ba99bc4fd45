import { expect, it } from 'vitest';
import { routeOf } from './route-of.js';

const DEPLOYMENT = {
  id: 'd',
  slug: 'books',
  desired: 'running',
  state: 'healthy',
  reason: null,
  keyHash: null,
  pausedAt: null,
  idleMinutes: null,
  liveReleaseId: 'new',
} as const;
const instance = (
  id: string,
  releaseId: string,
  state: 'healthy' | 'unhealthy' | 'draining' | 'starting',
) => ({
  id,
  releaseId,
  state,
  address: `http://127.0.0.1/${id}`,
});

it('sends new calls to healthy instances of the live release only', () => {
  const route = routeOf(DEPLOYMENT, [
    instance('a', 'new', 'healthy'),
    instance('b', 'new', 'unhealthy'),
    instance('c', 'old', 'draining'),
    instance('d', 'next', 'healthy'),
    { ...instance('e', 'new', 'healthy'), address: null },
  ]);
  expect(route).toMatchObject({ status: 'serving', serving: [{ id: 'a' }], draining: [{ id: 'c' }] });
});

it.each([
  [{ desired: 'stopped' as const }, 'unavailable'],
  [{ pausedAt: new Date() }, 'paused'],
  [{ state: 'starting' as const, idleMinutes: 5, liveReleaseId: 'gone' }, 'paused'],
  [{ state: 'starting' as const, liveReleaseId: 'gone' }, 'unavailable'],
  [{ state: 'unhealthy' as const, idleMinutes: 5, liveReleaseId: 'gone' }, 'unavailable'],
])('%o is %s', (values, status) => {
  expect(routeOf({ ...DEPLOYMENT, ...values }, [instance('a', 'new', 'healthy')]).status).toBe(status);
});
