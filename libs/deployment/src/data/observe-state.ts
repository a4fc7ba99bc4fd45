import type { DeploymentEntity } from './deployment.entity.js';
import type { DeploymentState } from './deployment-state.js';
import type { InstanceEntity, InstanceState } from './instance.entity.js';
import type { ReleaseEntity } from './release.entity.js';

export interface Observed {
  readonly state: DeploymentState;
  readonly reason: string | null;
  readonly reasonCode: string | null;
}

export interface Observation {
  readonly deployment: Pick<DeploymentEntity, 'desired' | 'pausedAt' | 'expiredAt' | 'liveReleaseId'>;
  /** The release asked for last. */
  readonly newest: Pick<ReleaseEntity, 'id' | 'state' | 'reason' | 'reasonCode'> | null;
  /** Of all its releases. */
  readonly instances: readonly Pick<InstanceEntity, 'releaseId' | 'state' | 'reason'>[];
}

/** When none is healthy, the first of these that any instance is in stands for all. */
const WORST_FIRST: readonly InstanceState[] = ['unknown', 'crash-looping', 'unhealthy', 'starting'];

/** A deployment's state from its rows: the same wherever and whenever it is asked for. */
export function observeState(observation: Observation): Observed {
  const { deployment, newest, instances } = observation;
  const ending = endingState(observation);
  if (ending !== undefined) return plain(ending);
  const { liveReleaseId } = deployment;
  if (liveReleaseId === null) return newestState(newest);
  const live = instances.filter(
    ({ releaseId, state }) => releaseId === liveReleaseId && state !== 'draining',
  );
  if (live.some(({ state }) => state === 'healthy')) return healthyState(live, liveReleaseId, newest);
  for (const state of WORST_FIRST) {
    const instance = live.find((one) => one.state === state);
    if (instance !== undefined) return unwellState(state, instance.reason);
  }
  return plain('starting');
}

/** It serves; the owner should still see what else is wrong. */
function healthyState(
  live: Observation['instances'],
  liveReleaseId: string,
  newest: Observation['newest'],
): Observed {
  const unwell = live.find(({ state }) => state !== 'healthy');
  if (unwell !== undefined)
    return { ...plain('healthy'), reason: unwell.reason ?? `One instance is ${unwell.state}.` };
  if (newest?.state !== 'failed' || newest.id === liveReleaseId) return plain('healthy');
  const { reason, reasonCode } = newest;
  return { state: 'healthy', reason: `The newest release failed: ${reason ?? ''}`, reasonCode };
}

function endingState({ deployment, instances }: Observation): DeploymentState | undefined {
  if (deployment.desired === 'deleted') return 'deleting';
  if (deployment.desired === 'stopped') {
    if (instances.length > 0) return 'stopping';
    return deployment.expiredAt === null ? 'stopped' : 'expired';
  }
  return deployment.pausedAt === null ? undefined : 'paused';
}

function newestState(newest: Observation['newest']): Observed {
  if (newest === null) return plain('queued');
  const { state, reason, reasonCode } = newest;
  const known: DeploymentState =
    state === 'queued' || state === 'building' || state === 'starting' ? state : 'failed';
  return { state: known, reason, reasonCode };
}

function unwellState(state: InstanceState, reason: string | null): Observed {
  const shown = state === 'draining' ? 'starting' : state;
  return { state: shown, reason, reasonCode: state === 'unknown' ? 'runtime-unavailable' : null };
}

function plain(state: DeploymentState): Observed {
  return { state, reason: null, reasonCode: null };
}
