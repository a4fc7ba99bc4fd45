import type { Route } from '#lib/gateway';
import type { DeploymentEntity } from '../data/deployment.entity.js';
import type { InstanceEntity } from '../data/instance.entity.js';

type RoutedDeployment = Pick<
  DeploymentEntity,
  'id' | 'slug' | 'desired' | 'state' | 'reason' | 'keyHash' | 'pausedAt' | 'idleMinutes' | 'liveReleaseId'
>;
type RoutedInstance = Pick<InstanceEntity, 'id' | 'releaseId' | 'state' | 'address'>;

/** Where the gateway sends a deployment's calls, from its rows. */
export function routeOf(deployment: RoutedDeployment, instances: readonly RoutedInstance[]): Route {
  const reachable = instances.flatMap(({ id, address, releaseId, state }) =>
    address === null ? [] : [{ id, address, releaseId, state }],
  );
  const serving = reachable.filter(
    ({ releaseId, state }) => state === 'healthy' && releaseId === deployment.liveReleaseId,
  );
  const draining = reachable.filter(({ state }) => state === 'draining');
  return {
    deploymentId: deployment.id,
    slug: deployment.slug,
    status: statusOf(deployment, serving.length),
    state: deployment.state,
    reason: deployment.reason,
    keyHash: deployment.keyHash,
    serving: serving.map(({ id, address }) => ({ id, address })),
    draining: draining.map(({ id, address }) => ({ id, address })),
  };
}

function statusOf(deployment: RoutedDeployment, serving: number): Route['status'] {
  if (deployment.desired !== 'running') return 'unavailable';
  if (deployment.pausedAt !== null) return 'paused';
  if (serving > 0) return 'serving';
  // One that was just woken: calls that come meanwhile wait like the one that woke it.
  const isWaking = deployment.idleMinutes !== null && deployment.state === 'starting';
  return isWaking ? 'paused' : 'unavailable';
}
