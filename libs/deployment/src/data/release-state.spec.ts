import { expect, it } from 'vitest';
import { mayBecome, RELEASE_TRANSITIONS, statesBefore, type ReleaseState } from './release-state.js';

const STATES = Object.keys(RELEASE_TRANSITIONS) as ReleaseState[];

it('goes live only from starting, and never comes back from an end', () => {
  expect(statesBefore('live')).toEqual(['starting']);
  for (const end of ['retired', 'failed'] as const)
    expect(STATES.filter((state) => mayBecome(end, state))).toEqual([]);
});

it('never fails once it was live, and can wait again only before it was', () => {
  expect(statesBefore('failed')).toEqual(['queued', 'building', 'starting']);
  expect(statesBefore('queued')).toEqual(['building', 'starting']);
});

it('can end from every state', () => {
  for (const state of STATES.filter((one) => one !== 'retired' && one !== 'failed'))
    expect(mayBecome(state, 'retired')).toBe(true);
});
