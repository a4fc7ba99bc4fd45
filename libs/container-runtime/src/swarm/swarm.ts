import type Docker from 'dockerode';
import { AppError } from '#lib/diagnostics';
import { isMissing } from '../docker/engine-error.js';
import type { Labels } from '../labels.js';
import { isStopped, type Service, type SwarmNode, type Task } from './tasks.js';
import { NOWHERE } from './service-spec.js';

const UPDATE_ATTEMPTS = 10;

/** Services with their tasks, and the nodes, as of about one moment. */
export interface Snapshot {
  readonly services: readonly { readonly service: Service; readonly tasks: readonly Task[] }[];
  readonly nodes: readonly SwarmNode[];
}

/** What an engine says of the swarm it is part of. */
export interface Membership {
  readonly version: string;
  readonly apiVersion: string;
  readonly nodeId: string;
  readonly nodes: number;
  readonly isManager: boolean;
}

/** The part of the engine's interface that is the swarm's. */
export class Swarm {
  constructor(readonly docker: Docker) {}

  async membership(): Promise<Membership> {
    const info = (await this.docker.info()) as {
      ServerVersion: string;
      Swarm: { NodeID?: string; Nodes?: number; ControlAvailable?: boolean };
    };
    const { ApiVersion: apiVersion } = await this.docker.version();
    return {
      version: info.ServerVersion,
      apiVersion,
      nodeId: info.Swarm.NodeID ?? '',
      nodes: info.Swarm.Nodes ?? 0,
      isManager: info.Swarm.ControlAvailable === true,
    };
  }

  async snapshot(filters: { name?: readonly string[]; label?: readonly string[] }): Promise<Snapshot> {
    const found = (await this.docker.listServices({ filters: JSON.stringify(filters) })) as Service[];
    // A filter for a name takes what begins like it, too.
    const services = found.filter(({ Spec }) => filters.name?.includes(Spec.Name) ?? true);
    if (services.length === 0) return { services: [], nodes: [] };
    const ids = services.map(({ ID }) => ID);
    const [tasks, nodes] = await Promise.all([this.tasks(ids), this.nodes()]);
    return {
      nodes,
      services: services.map((service) => ({
        service,
        tasks: tasks.filter(({ ServiceID }) => ServiceID === service.ID),
      })),
    };
  }

  tasks(serviceIds: readonly string[]): Promise<Task[]> {
    return this.docker.listTasks({ filters: JSON.stringify({ service: serviceIds }) }) as Promise<Task[]>;
  }

  nodes(): Promise<SwarmNode[]> {
    return this.docker.listNodes() as Promise<SwarmNode[]>;
  }

  async find(name: string): Promise<Service | undefined> {
    return (await unlessMissing(this.docker.getService(name).inspect())) as Service | undefined;
  }

  /** An internal network over all nodes, on which nobody else is. */
  async createNetwork(name: string, labels: Labels): Promise<string> {
    const network = await this.docker.createNetwork({
      Name: name,
      Driver: 'overlay',
      Internal: true,
      CheckDuplicate: true,
      Labels: { ...labels },
    });
    return network.id;
  }

  async createSecret(name: string, content: string, labels: Labels): Promise<string> {
    const Data = Buffer.from(content).toString('base64');
    const { id } = (await this.docker.createSecret({ Name: name, Labels: labels, Data } as never)) as {
      id: string;
    };
    return id;
  }

  async createService(spec: object): Promise<void> {
    await this.docker.createService(spec as never);
  }

  /** Ends its task and starts no other, until the service is removed. */
  async halt(name: string): Promise<Service | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const service = await this.find(name);
      if (service === undefined || isStopped(service)) return service;
      const { Spec, Version } = service;
      const Placement = { ...Spec.TaskTemplate.Placement, Constraints: [NOWHERE] };
      const TaskTemplate = { ...Spec.TaskTemplate, Placement };
      try {
        await this.docker.getService(name).update({ version: Version.Index, ...Spec, TaskTemplate });
        return service;
      } catch (error) {
        // The engine itself writes to services, too.
        if (attempt === UPDATE_ATTEMPTS || !/out of sequence/.test(String(error))) throw error;
      }
    }
  }

  async removeService(name: string): Promise<void> {
    await unlessMissing(this.docker.getService(name).remove());
  }

  /** Removes what ended of a service's containers on this node: an engine that was killed forgets whose they are. */
  async removeEnded(service: string): Promise<void> {
    const filters = { label: [`com.docker.swarm.service.name=${service}`], status: ['exited', 'dead'] };
    const ended = await this.docker.listContainers({ all: true, filters: JSON.stringify(filters) });
    await Promise.all(ended.map(({ Id }) => unlessGoing(this.docker.getContainer(Id).remove())));
  }

  async removeSecret(name: string): Promise<void> {
    await unlessMissing(this.docker.getSecret(name).remove());
  }

  async removeNetwork(name: string): Promise<void> {
    await unlessMissing(this.docker.getNetwork(name).remove()).catch((error: unknown) => {
      // Another part of the engine was quicker; it says so as a fault of its own.
      if (!/network \S+ not found/.test(String(error))) throw error;
    });
  }
}

/** Undefined for what is not there. */
async function unlessMissing<T>(task: Promise<T>): Promise<T | undefined> {
  return task.catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** The engine itself may be about to remove it (409), or have done so. */
async function unlessGoing(removal: Promise<unknown>): Promise<void> {
  await unlessMissing(removal).catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode !== 409) throw error;
  });
}

/** @throws AppError `runtime-unavailable` */
export function unavailable(detail: string): never {
  throw new AppError('runtime-unavailable', { detail });
}
