import { DockerRuntime, type DockerRuntimeOptions } from './docker-runtime.js';

const PROBE_TIMEOUT_MS = 2_000;

/** A runtime on the engine that DOCKER_HOST names, or on the default socket. */
export async function dockerRuntime(options: Omit<DockerRuntimeOptions, 'docker'>): Promise<DockerRuntime> {
  const { default: Docker } = await import('dockerode');
  return new DockerRuntime({ ...options, docker: new Docker() });
}

/** Whether the engine answers, in bounded time. */
export async function probeDocker(runtime: DockerRuntime) {
  const late = new Promise<{ available: false; reason: string }>((resolve) => {
    setTimeout(
      () => resolve({ available: false, reason: 'the Docker engine does not answer in time' }),
      PROBE_TIMEOUT_MS,
    ).unref();
  });
  return Promise.race([runtime.availability(), late]);
}
