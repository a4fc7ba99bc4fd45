import type { ContainerCreateOptions } from 'dockerode';
import type { ContainerSpec } from '../container-runtime.js';
import { EGRESS_LABEL, PORT_LABEL } from '../labels.js';
import { authority } from '../network/egress-target.js';
import type { Passage } from '../network/passages.js';
import { EGRESS_SOCKET, INBOUND_SOCKET } from '../network/socket-names.js';

const MEGABYTE = 1024 * 1024;
/** Where a container finds its passage. */
const PASSAGE_MOUNT = '/run/toolwright';

/**
 * Everything a server's container may and may not do. It has no network but its own loopback: what it says and hears
 * goes through the two sockets of its passage.
 */
export function containerOptions(spec: ContainerSpec, passage: Passage): ContainerCreateOptions {
  return {
    name: spec.name,
    Image: spec.image,
    Env: environment(spec),
    Labels: {
      ...spec.labels,
      [EGRESS_LABEL]: spec.egress.map(authority).join(' '),
      [PORT_LABEL]: String(passage.port),
    },
    User: '1000:1000',
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      NetworkMode: 'none',
      // A mount of an engine that cannot see the folder is an error; a bind would make an empty folder.
      Mounts: [{ Type: 'bind', Source: passage.folder, Target: PASSAGE_MOUNT, ReadOnly: true }],
      ...HARDENING,
      ...limitsOf(spec),
      // The hub decides on restarts: it alone can hand over the secrets again.
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    },
  };
}

function environment({ env }: ContainerSpec): string[] {
  const own = {
    INBOUND_SOCKET: `${PASSAGE_MOUNT}/${INBOUND_SOCKET}`,
    EGRESS_PROXY: `${PASSAGE_MOUNT}/${EGRESS_SOCKET}`,
    SECRETS_FROM_STDIN: '1',
  };
  return Object.entries({ ...env, ...own }).map(([name, value]) => `${name}=${value}`);
}

/** The same for every server. The engine's own seccomp profile stays on, since none is named here. */
const HARDENING = {
  ReadonlyRootfs: true,
  Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=16m,nr_inodes=1024,mode=1777' },
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  IpcMode: 'private',
  ShmSize: MEGABYTE,
  Ulimits: [
    { Name: 'nofile', Soft: 4_096, Hard: 4_096 },
    { Name: 'core', Soft: 0, Hard: 0 },
  ],
  OomScoreAdj: 500,
  Init: true,
} satisfies ContainerCreateOptions['HostConfig'];

function limitsOf({ limits }: ContainerSpec) {
  const memory = limits.memoryMb * MEGABYTE;
  return {
    PidsLimit: limits.maxProcesses,
    Memory: memory,
    // As much as the memory: no swap.
    MemorySwap: memory,
    NanoCpus: Math.round(limits.cpus * 1e9),
  };
}
