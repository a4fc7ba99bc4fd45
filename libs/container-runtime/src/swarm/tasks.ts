import type { ContainerState } from '../container-runtime.js';
import type { Labels } from '../labels.js';
import { NOWHERE } from './service-spec.js';

/** What is read of a task (Engine API, GET /tasks). */
export interface Task {
  readonly ID: string;
  readonly ServiceID: string;
  readonly NodeID?: string;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Status: {
    readonly Timestamp: string;
    readonly State: string;
    readonly Message?: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
  };
}

/** What is read of a service (Engine API, GET /services). */
export interface Service {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: {
    readonly Name: string;
    readonly Labels: Labels;
    readonly TaskTemplate: { readonly Placement?: { readonly Constraints?: readonly string[] | null } };
  };
}

/** What is read of a node (Engine API, GET /nodes). */
export interface SwarmNode {
  readonly ID: string;
  readonly Status: { readonly State: string; readonly Addr: string };
}

/** A container exists from `starting` on; an engine that asks for health leaves it there until it is well. */
const RUNNING: ReadonlySet<string> = new Set(['starting', 'running']);
const ENDED: ReadonlySet<string> = new Set(['complete', 'shutdown', 'failed', 'rejected', 'orphaned']);
/** The exit code says as much. */
const NO_REASON = /^task: non-zero exit/;

/** The task that serves; its node may be one that has been lost without a word. */
export function servingTask(tasks: readonly Task[], nodes: readonly SwarmNode[]): Task | undefined {
  return newestFirst(tasks).find(
    ({ DesiredState, Status, NodeID }) =>
      DesiredState === 'running' && RUNNING.has(Status.State) && !isLost(NodeID, nodes),
  );
}

/** The newest task that has, or had, a container. */
export function lastTask(tasks: readonly Task[]): Task | undefined {
  return newestFirst(tasks).find(({ Status }) => RUNNING.has(Status.State) || ENDED.has(Status.State));
}

/** Whether any of these tasks may still run, on a node that answers. */
export function isAlive(tasks: readonly Task[], nodes: readonly SwarmNode[]): boolean {
  return tasks.some(({ Status, NodeID }) => RUNNING.has(Status.State) && !isLost(NodeID, nodes));
}

/** @param port Where its clients come in, while they can */
export function toState(
  { Spec: { Name: name, Labels: labels } }: Service,
  tasks: readonly Task[],
  { nodes, port }: { nodes: readonly SwarmNode[]; port: number | undefined },
): ContainerState {
  const serving = servingTask(tasks, nodes);
  if (serving !== undefined) {
    const address = port === undefined ? {} : { address: `http://127.0.0.1:${port}` };
    return { name, status: 'running', labels, ...address, startedAt: new Date(serving.Status.Timestamp) };
  }
  const last = lastTask(tasks);
  if (last !== undefined) return { name, status: 'exited', labels, ...endOf(last, nodes) };
  const reason = waitingFor(tasks);
  return { name, status: 'created', labels, ...(reason === undefined ? {} : { reason }) };
}

/**
 * Whether a task has been started, or has already ended.
 *
 * @throws Error when its node could not start it at all
 */
export function hasBegun(tasks: readonly Task[]): boolean {
  const last = lastTask(tasks);
  if (last?.Status.State === 'rejected') throw new Error(last.Status.Err ?? 'its node rejected it');
  return last !== undefined;
}

/** Why nothing has started yet, in the engine's words. */
export function waitingFor(tasks: readonly Task[]): string | undefined {
  const [newest] = newestFirst(tasks);
  return newest?.Status.Err ?? newest?.Status.Message;
}

/** Stopped by us: there is no node for it. */
export function isStopped({ Spec }: Service): boolean {
  return Spec.TaskTemplate.Placement?.Constraints?.includes(NOWHERE) === true;
}

function endOf(
  { NodeID, Status: { Err: error, ContainerStatus } }: Task,
  nodes: readonly SwarmNode[],
): Pick<ContainerState, 'exitCode' | 'reason'> {
  if (isLost(NodeID, nodes)) return { reason: 'its node is gone' };
  const exitCode = ContainerStatus?.ExitCode ?? -1;
  return {
    // Below zero as long as the engine has not heard of an end.
    ...(exitCode < 0 ? {} : { exitCode }),
    ...(error === undefined || NO_REASON.test(error) ? {} : { reason: error }),
  };
}

function isLost(id: string | undefined, nodes: readonly SwarmNode[]): boolean {
  return nodes.find(({ ID }) => ID === id)?.Status.State !== 'ready';
}

function newestFirst(tasks: readonly Task[]): Task[] {
  return tasks.toSorted((one, other) => other.CreatedAt.localeCompare(one.CreatedAt));
}
