import { expect, it } from 'vitest';
import type { InstanceState } from './instance.entity.js';
import { observeState, type Observation } from './observe-state.js';

const RUNNING = { desired: 'running', pausedAt: null, expiredAt: null, liveReleaseId: 'live' } as const;
const LIVE = { id: 'live', state: 'live', reason: null, reasonCode: null } as const;
const FAILED = { id: 'next', state: 'failed', reason: 'It ended.', reasonCode: 'deployment-failed' } as const;

const instances = (...states: InstanceState[]) =>
  states.map((state) => ({ releaseId: 'live', state, reason: `is ${state}` }));
const observe = (parts: Partial<Observation>) =>
  observeState({ deployment: RUNNING, newest: LIVE, instances: instances('healthy'), ...parts });

it.each<[InstanceState[], string]>([
  [['healthy', 'healthy'], 'healthy'],
  [['healthy', 'crash-looping'], 'healthy'],
  [['unhealthy', 'starting'], 'unhealthy'],
  [['starting', 'crash-looping'], 'crash-looping'],
  [['crash-looping', 'unknown'], 'unknown'],
  [['draining'], 'starting'],
  [[], 'starting'],
])('instances that are %j make it %s', (states, state) => {
  expect(observe({ instances: instances(...states) }).state).toBe(state);
});

it('is what its owner wants before anything else', () => {
  const state = (deployment: Partial<Observation['deployment']>, more: Partial<Observation> = {}) =>
    observe({ deployment: { ...RUNNING, ...deployment }, ...more }).state;
  expect(state({ desired: 'deleted' })).toBe('deleting');
  expect(state({ desired: 'stopped' })).toBe('stopping');
  expect(state({ desired: 'stopped' }, { instances: [] })).toBe('stopped');
  expect(state({ desired: 'stopped', expiredAt: new Date() }, { instances: [] })).toBe('expired');
  expect(state({ pausedAt: new Date() })).toBe('paused');
});

it('says what is wrong although it serves', () => {
  expect(observe({ instances: instances('healthy', 'unhealthy') }).reason).toBe('is unhealthy');
  expect(observe({ newest: FAILED })).toEqual({
    state: 'healthy',
    reason: 'The newest release failed: It ended.',
    reasonCode: 'deployment-failed',
  });
  expect(observe({})).toEqual({ state: 'healthy', reason: null, reasonCode: null });
});

it('is where its first release is, as long as none was live', () => {
  const deployment = { ...RUNNING, liveReleaseId: null };
  expect(observe({ deployment, newest: FAILED })).toMatchObject({ state: 'failed', reason: 'It ended.' });
  for (const state of ['queued', 'building', 'starting'] as const)
    expect(observe({ deployment, newest: { ...LIVE, state } }).state).toBe(state);
});

it('takes no instance of another release for its own', () => {
  const other = [{ releaseId: 'next', state: 'healthy', reason: null }] as const;
  expect(observe({ instances: other }).state).toBe('starting');
});
