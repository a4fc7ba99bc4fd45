import type { RuntimePreferences } from '#lib/container-runtime';
import { startOwnSwarm } from './own-swarm.js';
import { requirement, type Requirement } from './requirements.js';

/** The drivers that run servers, each under the same suites. */
export const DRIVERS = ['process', 'docker', 'swarm', 'kubernetes'] as const;
/** Those whose servers a test can get at from this machine. */
export const LOCAL_DRIVERS = ['process', 'docker', 'swarm'] as const;
export type Driver = (typeof DRIVERS)[number];

/** What a driver runs on, made ready. */
export interface DriverHost {
  readonly preferences: Pick<RuntimePreferences, 'swarm' | 'kubernetes'>;
  /** The same for a hub in a process of its own. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function needsOf(driver: Driver): Promise<Requirement> {
  return driver === 'process' ? { available: true, reason: '' } : requirement(driver);
}

/** For a swarm an engine of its own, which DOCKER_HOST names until it is closed. */
export async function hostOf(driver: Driver): Promise<DriverHost> {
  if (driver === 'kubernetes') return clusterHost();
  if (driver !== 'swarm') return { preferences: {}, env: {}, close: async () => undefined };
  const swarm = await startOwnSwarm();
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = swarm.host;
  const close = async () => {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
    await swarm.close();
  };
  const env = { DOCKER_HOST: swarm.host, TOOLWRIGHT_SWARM_PORT: String(swarm.port) };
  return { preferences: { swarm: { port: swarm.port } }, env, close };
}

/** The cluster of KUBECONFIG, whose nodes pull from the registry that the variable names. */
function clusterHost(): DriverHost {
  const registry = process.env['TOOLWRIGHT_IMAGE_REGISTRY'] ?? '';
  const namespace = process.env['TOOLWRIGHT_KUBE_NAMESPACE'];
  const kubernetes = { registry, ...(namespace === undefined ? {} : { namespace }) };
  const env = { TOOLWRIGHT_IMAGE_REGISTRY: registry, KUBECONFIG: process.env['KUBECONFIG'] ?? '' };
  return { preferences: { kubernetes }, env, close: async () => undefined };
}
