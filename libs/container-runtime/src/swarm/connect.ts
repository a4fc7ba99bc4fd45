import { AppError } from '#lib/diagnostics';
import { SwarmRuntime, type SwarmRuntimeOptions } from './swarm-runtime.js';

const DEFAULT_PORT = 7_077;

/** As a person asks for it. */
export type SwarmPreferences = Omit<SwarmRuntimeOptions, 'docker' | 'port'> & { readonly port?: number };

/**
 * A runtime on the swarm that the engine of DOCKER_HOST, or of the default socket, manages.
 *
 * @throws AppError `runtime-unavailable` when it manages none
 */
export async function swarmRuntime({ port = DEFAULT_PORT, ...rest }: SwarmPreferences) {
  const { default: Docker } = await import('dockerode');
  const runtime = new SwarmRuntime({ ...rest, port, docker: new Docker() });
  const { available, reason } = await runtime.availability();
  if (!available) throw new AppError('runtime-unavailable', { detail: reason });
  return { runtime, reason };
}
