/** What the owner wants. */
export type DesiredState = 'running' | 'stopped' | 'deleted';

/** What is the case, as last seen. */
export type DeploymentState =
  | 'queued'
  | 'building'
  | 'starting'
  | 'healthy'
  | 'unhealthy'
  | 'stopping'
  | 'stopped'
  | 'failed'
  | 'deleting';

/** Allowed transitions; `queued` is where every wish of the owner begins. */
export const TRANSITIONS: Readonly<Record<DeploymentState, readonly DeploymentState[]>> = {
  queued: ['queued', 'building', 'stopping', 'deleting', 'failed'],
  building: ['queued', 'building', 'starting', 'failed'],
  starting: ['queued', 'building', 'healthy', 'failed'],
  healthy: ['queued', 'healthy', 'unhealthy', 'stopped'],
  unhealthy: ['queued', 'healthy', 'unhealthy', 'stopped'],
  stopping: ['queued', 'stopping', 'stopped', 'failed'],
  stopped: ['queued', 'stopped'],
  failed: ['queued', 'failed'],
  deleting: ['deleting', 'failed', 'queued'],
};

export function mayBecome(from: DeploymentState, to: DeploymentState): boolean {
  return TRANSITIONS[from].includes(to);
}
