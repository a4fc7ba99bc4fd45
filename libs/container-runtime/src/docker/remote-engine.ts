import type Docker from 'dockerode';

interface Modem {
  readonly socketPath?: string;
  readonly host?: string;
}

/**
 * Why an engine cannot be used that is reached over a network; undefined for one on this machine. Servers are
 * reached through unix sockets in a folder that the engine mounts, and these end at the machine.
 */
export function remoteEngine({ modem }: Docker): string | undefined {
  const { socketPath, host = '' } = modem as Modem;
  if (socketPath !== undefined) return undefined;
  return `the Docker engine at ${host} is reached over the network, and servers are reached through unix sockets; run the hub on the engine's machine with DOCKER_HOST=unix:///var/run/docker.sock`;
}
