import type { ContainerState } from '../container-runtime.js';
import type { Labels } from '../labels.js';
import type { Lines } from './lines.js';
import { AGENT_LABEL, passageOf } from './service-spec.js';
import type { Snapshot, Swarm } from './swarm.js';
import { isStopped, servingTask, toState, type Service, type Task } from './tasks.js';

/** Sees where servers are, and leads their lines there. */
export class Reach {
  #ownNode: string | undefined;

  constructor(
    readonly swarm: Swarm,
    readonly lines: Lines,
    /** Lines through another hub's agents are that hub's. */
    readonly agent: string,
  ) {}

  /** How the services of a snapshot are, with the addresses of those that run. */
  statesOf({ services, nodes }: Snapshot): Promise<ContainerState[]> {
    return Promise.all(
      services.map(async ({ service, tasks }) => {
        const task = isStopped(service) ? undefined : servingTask(tasks, nodes);
        // The port was taken meanwhile: it runs where nobody can reach it, and whoever asks may start it anew.
        const port =
          task === undefined ? undefined : await this.aim(service, task, nodes).catch(() => undefined);
        return toState(service, tasks, { nodes, port });
      }),
    );
  }

  /** Opens a server's line unless it is, and leads it to where the server is now. @returns its port */
  async aim(
    { Spec }: Service,
    { NodeID: node }: Task,
    nodes: Snapshot['nodes'],
  ): Promise<number | undefined> {
    const { Name: name, Labels: labels } = Spec;
    const passage = passageOf(labels);
    if (passage === undefined || labels[AGENT_LABEL] !== this.agent) return undefined;
    const line = await this.lines.open(name, passage);
    const address = nodes.find(({ ID }) => ID === node)?.Status.Addr;
    if (node === (await this.ownNode())) line.aim('127.0.0.1');
    else if (address !== undefined) line.aim(address);
    return line.port;
  }

  /** The node that this machine is. */
  async ownNode(): Promise<string> {
    this.#ownNode ??= (await this.swarm.membership()).nodeId;
    return this.#ownNode;
  }
}

export function filterOf(labels: Labels): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
