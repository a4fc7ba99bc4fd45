/** What the owner wants. */
export type DesiredState = 'running' | 'stopped' | 'deleted';

/** What is the case, as last seen; every state but the first three follows from releases and instances. */
export type DeploymentState =
  | 'queued'
  | 'building'
  | 'starting'
  | 'healthy'
  | 'unhealthy'
  | 'crash-looping'
  /** The container runtime does not answer, so nobody knows. */
  | 'unknown'
  | 'paused'
  | 'stopping'
  | 'stopped'
  | 'expired'
  | 'failed'
  | 'deleting';
