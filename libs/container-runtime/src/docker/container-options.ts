import type { ContainerCreateOptions } from 'dockerode';
import type { ContainerSpec } from '../container-runtime.js';
import { UPSTREAM_LABEL } from '../labels.js';
import { CONTAINER_PORT } from './base-image.js';
import { RELAY_MOUNT, RELAY_SOCKET } from './relay.js';

const MEGABYTE = 1024 * 1024;
const PORT_KEY = `${CONTAINER_PORT}/tcp`;

/** Everything a server's container may and may not do. */
export function containerOptions(
  spec: ContainerSpec,
  relayFolder: string | undefined,
): ContainerCreateOptions {
  const { limits, loopbackUpstream } = spec;
  const relay = relayFolder === undefined ? {} : { UPSTREAM_SOCKET: RELAY_SOCKET };
  return {
    name: spec.name,
    Image: spec.image,
    Env: Object.entries({ ...spec.env, ...relay, SECRETS_FROM_STDIN: '1' }).map(
      ([name, value]) => `${name}=${value}`,
    ),
    Labels: {
      ...spec.labels,
      ...(loopbackUpstream === undefined
        ? {}
        : { [UPSTREAM_LABEL]: `${loopbackUpstream.host}:${loopbackUpstream.port}` }),
    },
    User: '1000:1000',
    ExposedPorts: { [PORT_KEY]: {} },
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      PortBindings: {
        [PORT_KEY]: [{ HostIp: '127.0.0.1', HostPort: spec.port === 0 ? '' : String(spec.port) }],
      },
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=16m' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: limits.maxProcesses,
      Memory: limits.memoryMb * MEGABYTE,
      MemorySwap: limits.memoryMb * MEGABYTE,
      NanoCpus: Math.round(limits.cpus * 1e9),
      Init: true,
      // The hub decides on restarts: it alone can hand over the secrets again.
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
      ...(relayFolder === undefined ? {} : { Binds: [`${relayFolder}:${RELAY_MOUNT}:ro`] }),
    },
  };
}

export function publishedPort(
  ports: Record<string, { HostPort: string }[] | null> | undefined,
): string | undefined {
  return ports?.[PORT_KEY]?.[0]?.HostPort;
}
