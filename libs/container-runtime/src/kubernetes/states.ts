import type { V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { ContainerState } from '../container-runtime.js';
import { SERVER } from './manifests.js';
import { labelsOf, STOPPED } from './names.js';

/** A server as the cluster has it. */
export interface Instance {
  readonly deployment: V1Deployment;
  readonly pods: readonly V1Pod[];
}

/** Nothing changes about these by waiting. */
const HOPELESS: ReadonlySet<string> = new Set([
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImagePullBackOff',
  'CreateContainerError',
  'CreateContainerConfigError',
]);

/** The pod that counts: the newest, one that ends only where there is no other. */
export function currentPod({ pods }: Pick<Instance, 'pods'>): V1Pod | undefined {
  const ends = (pod: V1Pod) => pod.metadata?.deletionTimestamp !== undefined;
  return pods.toSorted(
    (one, other) => Number(ends(one)) - Number(ends(other)) || startOf(other) - startOf(one),
  )[0];
}

/** Watches give times as text, where lists give dates. */
function startOf({ metadata }: V1Pod): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}

/**
 * How a server is. One whose process has ended counts as ended, although the cluster has started it again meanwhile:
 * what comes next is the hub's to say.
 *
 * @param port Where its clients come in, while they can
 */
export function toState({ deployment, pods }: Instance, port?: number): ContainerState {
  const { name = '', annotations } = deployment.metadata ?? {};
  const known = { name, labels: labelsOf(annotations) };
  const pod = currentPod({ pods });
  const end = stopOf(annotations?.[STOPPED]) ?? (pod && endOf(pod));
  if (end !== undefined) return { ...known, status: 'exited', ...end };
  const startedAt = pod && runningSince(pod);
  const address = port === undefined ? {} : { address: `http://127.0.0.1:${port}` };
  if (startedAt !== undefined) return { ...known, status: 'running', ...address, startedAt };
  return { ...known, status: 'created', ...reasonOf({ deployment, pods }) };
}

function reasonOf(instance: Instance): Pick<ContainerState, 'reason'> {
  const reason = waitingFor(instance);
  return reason === undefined ? {} : { reason };
}

type End = Pick<ContainerState, 'exitCode' | 'reason'>;

function runningSince(pod: V1Pod): Date | undefined {
  const since = statusOf(pod)?.state?.running?.startedAt;
  return since && new Date(since);
}

function stopOf(written: string | undefined): End | undefined {
  if (written === undefined) return undefined;
  return /^\d+$/.test(written) ? { exitCode: Number(written) } : {};
}

/** How a pod's server ended, first or last; undefined while its first process runs, or has not begun. */
export function endOf(pod: V1Pod): End | undefined {
  const status = statusOf(pod);
  const ended = status?.state?.terminated ?? status?.lastState?.terminated;
  if (ended === undefined) return failureOf(pod);
  const { exitCode } = ended;
  return ended.reason === 'OOMKilled' ? { exitCode, reason: 'killed: out of memory' } : { exitCode };
}

/** The newest exit code among these. */
export function exitCodeOf(pods: readonly V1Pod[]): number | undefined {
  const pod = currentPod({ pods });
  return pod && endOf(pod)?.exitCode;
}

/** A pod that was ended as a whole: put away for want of memory on its node, for instance. */
function failureOf({ status }: V1Pod): End | undefined {
  if (status?.phase !== 'Failed') return undefined;
  return { reason: [status.reason, status.message].filter(Boolean).join(': ') || 'its pod failed' };
}

/** Why nothing has started yet, in the cluster's words. */
export function waitingFor({ deployment, pods }: Instance): string | undefined {
  const pod = currentPod({ pods });
  const waiting = pod && waitingContainer(pod);
  if (waiting !== undefined) return [waiting.reason, waiting.message].filter(Boolean).join(': ');
  const unplaced = pod?.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  return unplaced?.message ?? refusalOf(deployment);
}

/** Why it will never start; undefined while it may. */
export function hopeless({ deployment, pods }: Instance): string | undefined {
  const pod = currentPod({ pods });
  const waiting = pod && waitingContainer(pod);
  if (waiting?.reason !== undefined && HOPELESS.has(waiting.reason)) return waitingFor({ deployment, pods });
  return pod === undefined ? refusalOf(deployment) : undefined;
}

/** A quota or a policy of the namespace lets no pod be made. */
function refusalOf({ status }: V1Deployment): string | undefined {
  return status?.conditions?.find((one) => one.type === 'ReplicaFailure' && one.status === 'True')?.message;
}

function waitingContainer({ status }: V1Pod) {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = all.map(({ state }) => state?.waiting).filter((one) => one !== undefined);
  // `PodInitializing` of the server says nothing while the agent has a reason.
  return waiting.find(({ reason }) => reason !== 'PodInitializing') ?? waiting[0];
}

function statusOf({ status }: V1Pod): V1ContainerStatus | undefined {
  return status?.containerStatuses?.find(({ name }) => name === SERVER);
}
