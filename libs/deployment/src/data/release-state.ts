/** How far a release is. */
export type ReleaseState = 'queued' | 'building' | 'starting' | 'live' | 'draining' | 'retired' | 'failed';

/**
 * Allowed transitions. Back to `queued` goes what may succeed later: the engine was away, the machine
 * full, or the hub ended meanwhile. From `queued` straight to `retired` goes what a newer one overtook.
 */
export const RELEASE_TRANSITIONS: Readonly<Record<ReleaseState, readonly ReleaseState[]>> = {
  queued: ['building', 'retired', 'failed'],
  building: ['starting', 'queued', 'retired', 'failed'],
  starting: ['live', 'queued', 'retired', 'failed'],
  live: ['draining', 'retired'],
  draining: ['retired'],
  retired: [],
  failed: [],
};

export function mayBecome(from: ReleaseState, to: ReleaseState): boolean {
  return RELEASE_TRANSITIONS[from].includes(to);
}

/** States from which a release may become `to`. */
export function statesBefore(to: ReleaseState): ReleaseState[] {
  return (Object.keys(RELEASE_TRANSITIONS) as ReleaseState[]).filter((from) => mayBecome(from, to));
}
