import type { RuntimeAvailability } from '../container-runtime.js';
import type { Membership } from './swarm.js';

/** From this version on the engine takes `NoNewPrivileges` for a service. */
const PRIVILEGES_API = 46;

export function canForbidPrivileges(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  return major > 1 || minor >= PRIVILEGES_API;
}

/** What this swarm gives, and what it does not, in words for a person. */
export function availabilityOf(
  { version, apiVersion, nodes, isManager }: Membership,
  registry: string | undefined,
): RuntimeAvailability {
  if (!isManager) {
    const fix = 'run `docker swarm init`, or run the hub on the machine of a manager';
    return { available: false, reason: `Docker Engine ${version} is no manager of a swarm; ${fix}` };
  }
  const parts = [
    `Docker Engine ${version}, swarm of ${nodes === 1 ? 'one node' : `${nodes} nodes`}`,
    'each server a service that reaches its own hosts alone',
    registry === undefined
      ? 'all on the node of the hub, since the others have no images (TOOLWRIGHT_SWARM_REGISTRY)'
      : `on any node that pulls from ${registry}`,
    ...(canForbidPrivileges(apiVersion)
      ? []
      : [`without no-new-privileges, which services of Engine API ${apiVersion} do not have`]),
  ];
  return { available: true, reason: parts.join('; ') };
}
