import type { ContainerSpec } from '../container-runtime.js';
import { EGRESS_LABEL, PORT_LABEL, type Labels } from '../labels.js';
import { authority, parseAuthority } from '../network/egress-target.js';
import { EGRESS_SOCKET, INBOUND_SOCKET } from '../network/socket-names.js';
import type { LineOptions } from './line.js';
import { TOKEN } from './link.js';

const MEGABYTE = 1024 * 1024;
const SECOND = 1e9;
/** Where a server finds the passages of its node. It can list none, and knows the name of its own alone. */
export const PASSAGES = '/run/toolwright';
/** Of the servers, and of the agent, which alone may write to {@link PASSAGES}. */
export const SERVER_USER = 1000;
export const AGENT_USER = 1001;
export const SECRET_FILE = 'toolwright';
/** No engine says when a service is too long about its end, so this is the same for each. */
const STOP_GRACE_S = 5;
/** The hub is quicker, as long as it is there. */
const RESTART_DELAY_S = 10;
const SERVER_PORT = '8080';
/** Which agent a server's passage belongs to, and the passage's token. */
export const AGENT_LABEL = 'toolwright.agent';
const TOKEN_LABEL = 'toolwright.passage';
/** No node has this id: what wants it runs nowhere. */
export const NOWHERE = 'node.id == nowhere';

/**
 * Makes the secret's file the standard input before the server's first line, since nobody can hand anything to a
 * task on another node. Worker threads inherit the option and have no input of their own.
 */
export const SECRETS_TO_INPUT = `data:text/javascript,${encodeURIComponent(
  `import { closeSync, openSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads'; if (isMainThread) { closeSync(0); openSync('/run/secrets/${SECRET_FILE}'); }`,
)}`;

/** What the engine keeps of a server beside its service, all under the server's name. */
export interface ServiceParts {
  /** Image id, or a reference with a digest: no registry is asked for anything else. */
  readonly image: string;
  readonly secretId: string;
  readonly networkId: string;
  readonly line: LineOptions;
  /** Name of the agent. */
  readonly agent: string;
  /** The only node that has the image; undefined: any. */
  readonly node: string | undefined;
  readonly canForbidPrivileges: boolean;
}

/** A service of one task. Its network has nobody else in it; what it says and hears goes through two sockets. */
export function serviceSpec(spec: ContainerSpec, parts: ServiceParts) {
  return {
    Name: spec.name,
    Labels: { ...spec.labels, ...passageLabels(parts) },
    TaskTemplate: {
      ContainerSpec: {
        Image: parts.image,
        Command: ['node', '--import', SECRETS_TO_INPUT, '/app/server.cjs', '--http', SERVER_PORT],
        Env: environment(spec, parts.line.token),
        User: `${SERVER_USER}:${SERVER_USER}`,
        StopGracePeriod: STOP_GRACE_S * SECOND,
        Secrets: [secretFile(spec.name, parts.secretId, SERVER_USER)],
        Mounts: [
          { Type: 'tmpfs', Target: '/tmp', TmpfsOptions: { SizeBytes: 16 * MEGABYTE, Mode: 0o1777 } },
          passagesMount(parts.agent, true),
        ],
        // Names are looked up by the hub's proxy; the engine's own resolver has nobody to ask.
        DNSConfig: { Nameservers: ['127.0.0.1'] },
        ...hardening(parts.canForbidPrivileges),
      },
      Resources: { Limits: limitsOf(spec) },
      RestartPolicy: { Condition: 'any', Delay: RESTART_DELAY_S * SECOND },
      Placement: { Constraints: parts.node === undefined ? [] : [`node.id == ${parts.node}`] },
      Networks: [{ Target: parts.networkId }],
      LogDriver: LOGS,
    },
    Mode: { Replicated: { Replicas: 1 } },
    // For whoever updates the service by hand: a change that does not run is taken back.
    UpdateConfig: {
      Parallelism: 1,
      Order: 'stop-first',
      FailureAction: 'rollback',
      Monitor: RESTART_DELAY_S * SECOND,
    },
    EndpointSpec: { Mode: 'dnsrr' },
  };
}

/** Everything that an agent is made of. */
export interface AgentParts {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly secretName: string;
  readonly secretId: string;
  readonly labels: Labels;
  readonly node: string | undefined;
  readonly canForbidPrivileges: boolean;
}

/** On every node that servers run on, in the node's own network, where the hub reaches it. */
export function agentSpec(parts: AgentParts) {
  return {
    Name: parts.name,
    Labels: parts.labels,
    TaskTemplate: {
      ContainerSpec: {
        Image: parts.image,
        Command: ['node', '/app/agent.cjs', String(parts.port), `/run/secrets/${SECRET_FILE}`, PASSAGES],
        User: `${AGENT_USER}:${AGENT_USER}`,
        Secrets: [secretFile(parts.secretName, parts.secretId, AGENT_USER)],
        Mounts: [passagesMount(parts.name, false)],
        Healthcheck: { Test: ['NONE'] },
        ...hardening(parts.canForbidPrivileges),
      },
      Resources: { Limits: { MemoryBytes: 256 * MEGABYTE, Pids: 64 } },
      RestartPolicy: { Condition: 'any', Delay: SECOND },
      Placement: { Constraints: parts.node === undefined ? [] : [`node.id == ${parts.node}`] },
      Networks: [{ Target: 'host' }],
      LogDriver: LOGS,
    },
    Mode: { Global: {} },
    EndpointSpec: { Mode: 'dnsrr' },
  };
}

/** What the passage of a service was made with; undefined for a service that has none. */
export function passageOf(labels: Labels): LineOptions | undefined {
  const token = labels[TOKEN_LABEL] ?? '';
  const port = Number(labels[PORT_LABEL]);
  if (!TOKEN.test(token) || !Number.isInteger(port)) return undefined;
  const egress = (labels[EGRESS_LABEL] ?? '').split(' ').flatMap((text) => parseAuthority(text) ?? []);
  return { token, port, egress };
}

function passageLabels({ line, agent }: ServiceParts): Labels {
  return {
    [AGENT_LABEL]: agent,
    [TOKEN_LABEL]: line.token,
    [PORT_LABEL]: String(line.port),
    [EGRESS_LABEL]: line.egress.map(authority).join(' '),
  };
}

function environment({ env }: ContainerSpec, token: string): string[] {
  return Object.entries({ ...env, ...passageEnv(token) }).map(([name, value]) => `${name}=${value}`);
}

/** Tells a server where its passage is, and that its secrets come. */
export function passageEnv(token: string) {
  return {
    INBOUND_SOCKET: `${PASSAGES}/${token}/${INBOUND_SOCKET}`,
    EGRESS_PROXY: `${PASSAGES}/${token}/${EGRESS_SOCKET}`,
    SECRETS_FROM_STDIN: '1',
  };
}

function secretFile(name: string, id: string, user: number) {
  const file = { Name: SECRET_FILE, UID: String(user), GID: String(user), Mode: 0o400 };
  return { SecretID: id, SecretName: name, File: file };
}

/** In memory, made by each node's engine when it is first wanted. Only the agent's user may list or write. */
function passagesMount(agent: string, isReadOnly: boolean) {
  const o = `noexec,nosuid,nodev,size=1m,nr_inodes=4096,mode=0711,uid=${AGENT_USER},gid=${AGENT_USER}`;
  const Options = { type: 'tmpfs', device: 'tmpfs', o };
  return {
    Type: 'volume',
    Source: agent,
    Target: PASSAGES,
    ReadOnly: isReadOnly,
    VolumeOptions: { NoCopy: true, DriverConfig: { Name: 'local', Options } },
  };
}

/** The same for every container. The engine's own seccomp profile stays on, since none is named here. */
function hardening(canForbidPrivileges: boolean) {
  return {
    ReadOnly: true,
    Init: true,
    CapabilityDrop: ['ALL'],
    Ulimits: [
      { Name: 'nofile', Soft: 4_096, Hard: 4_096 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    ...(canForbidPrivileges ? { Privileges: { NoNewPrivileges: true } } : {}),
  };
}

function limitsOf({ limits }: ContainerSpec) {
  return {
    MemoryBytes: limits.memoryMb * MEGABYTE,
    NanoCPUs: Math.round(limits.cpus * 1e9),
    Pids: limits.maxProcesses,
  };
}

const LOGS = { Name: 'json-file', Options: { 'max-size': '5m', 'max-file': '2' } };
