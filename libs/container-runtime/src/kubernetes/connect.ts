import { existsSync, readFileSync } from 'node:fs';
import { AppError } from '#lib/diagnostics';
import type { EgressPolicy } from '../network/egress-proxy.js';
import { registryAddress } from '../registry/registry-address.js';
import { RegistryClient } from '../registry/registry-client.js';
import { RegistryImages } from '../registry/registry-images.js';
import { Kube, type Client } from './kube.js';
import { KubernetesRuntime } from './kubernetes-runtime.js';
import { pullLogin } from './pull-login.js';

/** Where a pod finds who it is. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const DEFAULT_NAMESPACE = 'toolwright-servers';

/** As a person asks for it. */
export interface KubernetesPreferences {
  readonly egress: EgressPolicy;
  readonly baseImage?: string;
  /** Where servers run. */
  readonly namespace?: string;
  /** `host:port/prefix` */
  readonly registry?: string;
  readonly pullSecret?: string;
}

/**
 * A runtime on the cluster that KUBECONFIG names, or that this process is a pod of. Nothing else is tried: whoever
 * has a cluster in ~/.kube/config did not ask for servers there.
 *
 * @throws AppError `runtime-unavailable` when it cannot be used
 */
export async function kubernetesRuntime(preferences: KubernetesPreferences) {
  const { namespace = DEFAULT_NAMESPACE, registry, pullSecret, egress, baseImage } = preferences;
  if (registry === undefined)
    throw absent('TOOLWRIGHT_IMAGE_REGISTRY is not set; nodes pull images from there');
  const client = await import('@kubernetes/client-node');
  const kube = new Kube(client, configOf(client), namespace);
  const address = registryAddress(registry);
  const login = pullSecret === undefined ? undefined : () => pullLogin(kube, pullSecret, address.host);
  const images = new RegistryImages(new RegistryClient(address, login), baseImage);
  const hubNamespace = ownNamespace() ?? namespace;
  const secret = pullSecret === undefined ? {} : { pullSecret };
  const runtime = new KubernetesRuntime({ kube, images, egress, hubNamespace, ...secret });
  const { available, reason } = await runtime.availability();
  if (!available) throw absent(reason);
  return { runtime, reason };
}

function configOf({ KubeConfig }: Client) {
  const config = new KubeConfig();
  const file = process.env['KUBECONFIG'];
  if (file !== undefined && file !== '') config.loadFromFile(file);
  else if (existsSync(`${SERVICE_ACCOUNT}/token`)) config.loadFromCluster();
  else throw absent('this process is no pod of a cluster, and KUBECONFIG names none');
  return config;
}

function ownNamespace(): string | undefined {
  const file = `${SERVICE_ACCOUNT}/namespace`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function absent(detail: string): AppError {
  return new AppError('runtime-unavailable', { detail });
}
