import type { RuntimeAvailability } from '../container-runtime.js';
import type { RegistryClient } from '../registry/registry-client.js';
import type { Kube } from './kube.js';
import { messageOf } from './kube-error.js';

/** From this version on a container that stays beside another starts before it and ends after it (KEP-753). */
const SIDECARS_MINOR = 29;

/** What this cluster gives, and what it does not, in words for a person. */
export async function availabilityOf(kube: Kube, registry: RegistryClient): Promise<RuntimeAvailability> {
  const cluster = await kube.version().catch((error: unknown) => messageOf(error));
  if (typeof cluster === 'string') return no(`the Kubernetes cluster does not answer: ${cluster}`);
  const { gitVersion } = cluster;
  if (Number.parseInt(cluster.minor, 10) < SIDECARS_MINOR && cluster.major === '1')
    return no(`Kubernetes ${gitVersion} has no sidecar containers; 1.${SIDECARS_MINOR} or newer does`);
  const { namespace } = kube;
  const refused = await kube.list({}).then(() => undefined, messageOf);
  if (refused !== undefined) return no(`servers in namespace ${namespace} cannot be listed: ${refused}`);
  const { host } = registry.address;
  const unheard = await registry.ping().then(() => undefined, messageOf);
  if (unheard !== undefined) return no(`the registry ${host} cannot be used: ${unheard}`);
  const parts = [
    `Kubernetes ${gitVersion}, namespace ${namespace}`,
    'each server a Deployment that reaches its own hosts alone, where the network of the cluster enforces NetworkPolicies',
    `images from ${host}`,
  ];
  return { available: true, reason: parts.join('; ') };
}

function no(reason: string): RuntimeAvailability {
  return { available: false, reason };
}
