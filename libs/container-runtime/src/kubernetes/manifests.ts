import type {
  V1Container,
  V1Deployment,
  V1NetworkPolicy,
  V1PodSpec,
  V1Secret,
} from '@kubernetes/client-node';
import type { ContainerSpec } from '../container-runtime.js';
import { CONTAINER_PORT } from '../docker/base-image.js';
import type { LineOptions } from '../swarm/line.js';
import {
  AGENT_USER,
  passageEnv,
  PASSAGES,
  SECRET_FILE,
  SECRETS_TO_INPUT,
  SERVER_USER,
} from '../swarm/service-spec.js';
import { annotationsOf, INSTANCE, MANAGED, WORKER, selectable } from './names.js';

/** The agent's in each pod: pods have addresses of their own. */
export const AGENT_PORT = 7_077;
export const SERVER = 'server';
const AGENT = 'agent';
/** What the Secret of an instance holds: a line for the server's standard input, and the key of the agent's port. */
export const SECRETS_KEY = 'secrets';
export const AGENT_KEY = 'agent-key';
const KEY_FOLDER = '/run/agent';
/** Between SIGTERM and SIGKILL, where the cluster itself ends a pod. */
const GRACE_S = 10;
const PROBE_PERIOD_S = 30;

/** What a pod is made of beside its spec. */
export interface InstanceParts {
  readonly namespace: string;
  /** With its digest, as the agent's. */
  readonly image: string;
  readonly agentImage: string;
  readonly pullSecret: string | undefined;
  readonly line: LineOptions;
}

/** Names the owner with which a part goes. */
export interface Owner {
  readonly name: string;
  readonly uid: string;
}

/** One server. Made without a pod: what closes its network has to be there first. */
export function deploymentOf(spec: ContainerSpec, parts: InstanceParts): V1Deployment {
  const own = { [INSTANCE]: spec.name, ...MANAGED };
  const labels = { ...selectable(spec.labels), ...own };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: spec.name,
      namespace: parts.namespace,
      labels,
      annotations: annotationsOf(spec.labels, parts.line),
    },
    spec: {
      replicas: 0,
      revisionHistoryLimit: 0,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { [INSTANCE]: spec.name } },
      template: { metadata: { labels }, spec: podSpec(spec, parts) },
    },
  };
}

export function secretOf(spec: ContainerSpec, namespace: string, key: Buffer, owner: Owner): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: partOf(spec.name, namespace, owner),
    type: 'Opaque',
    immutable: true,
    stringData: { [SECRETS_KEY]: `${JSON.stringify(spec.secrets)}\n`, [AGENT_KEY]: key.toString('hex') },
  };
}

/** Workers of the hub get in to the agent; nothing gets out. Holds where the cluster's network enforces policies. */
export function networkPolicyOf(
  name: string,
  { namespace, hubNamespace }: { namespace: string; hubNamespace: string },
  owner: Owner,
): V1NetworkPolicy {
  const workers = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': hubNamespace } },
    podSelector: { matchLabels: WORKER },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: partOf(name, namespace, owner),
    spec: {
      podSelector: { matchLabels: { [INSTANCE]: name } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ _from: [workers], ports: [{ protocol: 'TCP', port: AGENT_PORT }] }],
      egress: [],
    },
  };
}

function partOf(name: string, namespace: string, { uid, name: owner }: Owner) {
  return {
    name,
    namespace,
    labels: { [INSTANCE]: name, ...MANAGED },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: owner, uid }],
  };
}

function podSpec(spec: ContainerSpec, parts: InstanceParts): V1PodSpec {
  const { pullSecret } = parts;
  return {
    ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE_S,
    // Names are looked up by the hub's proxy; nobody in the pod has anybody to ask.
    dnsPolicy: 'None',
    dnsConfig: { nameservers: ['127.0.0.1'] },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: SERVER_USER,
      runAsGroup: SERVER_USER,
      fsGroup: SERVER_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    // A sidecar (Kubernetes 1.29): it starts before the server and ends after it.
    initContainers: [agent(parts)],
    containers: [server(spec, parts)],
    volumes: [
      { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { name: 'passages', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      secretVolume('secrets', spec.name, { key: SECRETS_KEY, path: SECRET_FILE }),
      secretVolume('agent-key', spec.name, { key: AGENT_KEY, path: 'key' }),
    ],
  };
}

function server({ env, limits }: ContainerSpec, { image, line }: InstanceParts): V1Container {
  // On loopback for its probe alone: clients come in by the socket.
  const all = { ...env, HOST: '127.0.0.1', ...passageEnv(line.token) };
  const health = { exec: { command: ['node', '/app/server.cjs', '--health', String(CONTAINER_PORT)] } };
  const cpu = `${Math.round(limits.cpus * 1_000)}m`;
  return {
    name: SERVER,
    image,
    command: ['node', '--import', SECRETS_TO_INPUT, '/app/server.cjs', '--http', String(CONTAINER_PORT)],
    env: Object.entries(all).map(([name, value]) => ({ name, value: escaped(value) })),
    resources: {
      requests: {
        cpu: `${Math.min(50, Math.round(limits.cpus * 1_000))}m`,
        memory: `${Math.min(64, limits.memoryMb)}Mi`,
      },
      limits: { cpu, memory: `${limits.memoryMb}Mi`, 'ephemeral-storage': '32Mi' },
    },
    securityContext: hardened(SERVER_USER),
    // Each starts a program: often at first, rarely later. Whether it serves its clients is asked by the hub.
    startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 60 },
    livenessProbe: { ...health, periodSeconds: PROBE_PERIOD_S, timeoutSeconds: 5, failureThreshold: 3 },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'passages', mountPath: PASSAGES, readOnly: true },
      { name: 'secrets', mountPath: '/run/secrets', readOnly: true },
    ],
  };
}

function agent({ agentImage }: InstanceParts): V1Container {
  const listens = { tcpSocket: { port: AGENT_PORT } };
  return {
    name: AGENT,
    image: agentImage,
    restartPolicy: 'Always',
    command: ['node', '/app/agent.cjs', String(AGENT_PORT), `${KEY_FOLDER}/key`, PASSAGES],
    ports: [{ name: AGENT, containerPort: AGENT_PORT, protocol: 'TCP' }],
    resources: {
      requests: { cpu: '10m', memory: '48Mi' },
      limits: { cpu: '1', memory: '128Mi', 'ephemeral-storage': '8Mi' },
    },
    securityContext: hardened(AGENT_USER),
    startupProbe: { ...listens, periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: { ...listens, periodSeconds: PROBE_PERIOD_S, failureThreshold: 3 },
    volumeMounts: [
      { name: 'passages', mountPath: PASSAGES },
      { name: 'agent-key', mountPath: KEY_FOLDER, readOnly: true },
    ],
  };
}

function hardened(user: number) {
  return {
    runAsUser: user,
    runAsGroup: user,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
}

/** One key of a Secret as a file in memory. Read through the group that the pod's files have. */
function secretVolume(name: string, secretName: string, item: { key: string; path: string }) {
  return { name, secret: { secretName, defaultMode: 0o440, items: [item] } };
}

/** The cluster would replace `$(NAME)` in a value (core/v1 EnvVar). */
function escaped(value: string): string {
  return value.replaceAll('$(', '$$$$(');
}
