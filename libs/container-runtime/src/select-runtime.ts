import { AppError } from '#lib/diagnostics';
import { AddressGuard } from '#lib/network-guard';
import type { ContainerRuntime, RuntimeName } from './container-runtime.js';
import { dockerRuntime, probeDocker } from './docker/connect.js';
import { kubernetesRuntime, type KubernetesPreferences } from './kubernetes/connect.js';
import { MemoryRuntime } from './memory/memory-runtime.js';
import type { EgressPolicy } from './network/egress-proxy.js';
import { ProcessRuntime } from './process/process-runtime.js';
import { swarmRuntime, type SwarmPreferences } from './swarm/connect.js';

export interface RuntimePreferences {
  /** `auto` takes Docker where an engine answers, else a process. */
  readonly runtime: 'auto' | RuntimeName;
  /** The driver's own folder: bundles, process logs, relay sockets. */
  readonly stateDir: string;
  /** Image to build on; unset: made from the host's own Node binary. */
  readonly baseImage?: string;
  /** Networks in CIDR notation that are not public and may be connected to all the same. */
  readonly allowedNetworks?: readonly string[];
  readonly swarm?: Pick<SwarmPreferences, 'port' | 'registry'>;
  readonly kubernetes?: Pick<KubernetesPreferences, 'namespace' | 'registry' | 'pullSecret'>;
}

export interface RuntimeChoice {
  readonly runtime: ContainerRuntime;
  /** Shown with every deployment: which driver, what it isolates, and why it is this one. */
  readonly reason: string;
}

/** Picks the driver. @throws AppError `runtime-unavailable` when the one that was asked for cannot be used. */
export async function selectRuntime(preferences: RuntimePreferences): Promise<RuntimeChoice> {
  const { runtime: wanted, stateDir, baseImage, allowedNetworks = [] } = preferences;
  const egress: EgressPolicy = { guard: new AddressGuard(allowedNetworks) };
  if (wanted === 'memory') return { runtime: new MemoryRuntime(), reason: 'asked for' };
  if (wanted === 'process') return processes(stateDir, 'asked for');
  const built = { ...(baseImage === undefined ? {} : { baseImage }), egress };
  if (wanted === 'kubernetes') return kubernetesRuntime({ ...built, ...preferences.kubernetes });
  const engine = { stateDir, ...built };
  if (wanted === 'swarm') return swarmRuntime({ ...engine, ...preferences.swarm });
  const docker = await dockerRuntime(engine);
  const { available, reason } = await probeDocker(docker);
  if (available) return { runtime: docker, reason };
  if (wanted === 'docker') throw new AppError('runtime-unavailable', { detail: reason });
  return processes(stateDir, `since ${reason}`);
}

async function processes(stateDir: string, why: string): Promise<RuntimeChoice> {
  const runtime = new ProcessRuntime(stateDir);
  return { runtime, reason: `${(await runtime.availability()).reason} (${why})` };
}
