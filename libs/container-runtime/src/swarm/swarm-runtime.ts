import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { AppError } from '#lib/diagnostics';
import {
  ContainerRuntime,
  type ContainerEvent,
  type ContainerImage,
  type ContainerLogLine,
  type ContainerSpec,
  type ContainerState,
  type ContainerUsage,
  type ImageBase,
  type ImageBuild,
  type LogOptions,
  type RuntimeAvailability,
} from '../container-runtime.js';
import { dockerLogs } from '../docker/docker-logs.js';
import { dockerUsage } from '../docker/docker-usage.js';
import { engineError, isMissing } from '../docker/engine-error.js';
import { nameTaken } from '../errors.js';
import type { Labels } from '../labels.js';
import type { EgressPolicy } from '../network/egress-proxy.js';
import { Agents, agentKey } from './agents.js';
import { Lines } from './lines.js';
import { filterOf, Reach } from './reach.js';
import { AGENT_LABEL, serviceSpec } from './service-spec.js';
import { availabilityOf, canForbidPrivileges } from './reason.js';
import { Swarm, type Membership, type Snapshot } from './swarm.js';
import { SwarmImages } from './swarm-images.js';
import { swarmEvents, type Sight } from './swarm-events.js';
import { hasBegun, isAlive, lastTask, servingTask, waitingFor } from './tasks.js';

export interface SwarmRuntimeOptions {
  readonly docker: Docker;
  readonly stateDir: string;
  readonly baseImage?: string;
  readonly egress: EgressPolicy;
  /** The agents' on every node. */
  readonly port: number;
  /** `host:port/prefix` that images are pushed to; unset: servers run on the hub's node alone. */
  readonly registry?: string;
}

const POLL_MS = 50;
/** Until the engine has given a task to a node, pulled its image and started it. */
const PLACE_TIMEOUT_MS = 60_000;
/** What the engine itself takes for a stop, beside the grace. */
const STOP_SLACK_MS = 15_000;
const REMOVE_TIMEOUT_MS = 15_000;

/** Servers as services of a Docker swarm, one task each, on any node. */
export class SwarmRuntime extends ContainerRuntime {
  override readonly name = 'swarm';
  readonly #swarm: Swarm;
  readonly #agents: Agents;
  readonly #lines: Lines;
  readonly #reach: Reach;
  readonly #images: SwarmImages;
  #isReady: Promise<Membership> | undefined;

  constructor(readonly options: SwarmRuntimeOptions) {
    super();
    const { docker, stateDir, port, egress } = options;
    const key = agentKey(stateDir);
    this.#swarm = new Swarm(docker);
    this.#agents = new Agents(this.#swarm, port, key);
    this.#lines = new Lines(async () => ({ port, key, policy: egress }));
    this.#reach = new Reach(this.#swarm, this.#lines, this.#agents.name);
    this.#images = new SwarmImages(options);
  }

  override async availability(): Promise<RuntimeAvailability> {
    const elsewhere = this.#images.remoteEngine();
    if (elsewhere !== undefined) return { available: false, reason: elsewhere };
    try {
      return availabilityOf(await this.#swarm.membership(), this.options.registry);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { available: false, reason: `the Docker engine does not answer: ${why}` };
    }
  }

  override async buildImage(build: ImageBuild): Promise<string> {
    return this.#engine(() => this.#images.build(build));
  }

  override async removeImage(image: string): Promise<void> {
    await this.#engine(() => this.#images.remove(image));
  }

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    const { name } = spec;
    // Asked before the line is opened: the other server's leads elsewhere.
    if ((await this.inspect(name)).status !== 'missing') throw nameTaken(name);
    try {
      await this.#create(spec);
      await this.#untilPlaced(name);
      return await this.inspect(name);
    } catch (error) {
      const cause = engineError(error, name);
      if (!(cause instanceof AppError && cause.code === 'state-conflict'))
        await this.remove(name).catch(() => undefined);
      throw cause;
    }
  }

  override async stop(name: string, graceMs: number): Promise<void> {
    await this.#engine(async () => {
      if ((await this.#swarm.halt(name)) === undefined) return;
      const deadline = Date.now() + graceMs + STOP_SLACK_MS;
      while (Date.now() < deadline) {
        const { services, nodes } = await this.#swarm.snapshot({ name: [name] });
        if (!isAlive(services[0]?.tasks ?? [], nodes)) return;
        await sleep(POLL_MS);
      }
    });
  }

  override async remove(name: string): Promise<void> {
    await this.#engine(async () => {
      await this.#swarm.removeService(name);
      await this.#lines.close(name);
      const deadline = Date.now() + REMOVE_TIMEOUT_MS;
      for (const parts of [() => this.#swarm.removeSecret(name), () => this.#swarm.removeNetwork(name)])
        await untilDone(parts, deadline);
      await this.#swarm.removeEnded(name);
    });
  }

  override async inspect(name: string): Promise<ContainerState> {
    return this.#engine(async () => {
      const snapshot = await this.#swarm.snapshot({ name: [name] });
      const [state] = await this.#reach.statesOf(snapshot);
      return state ?? { name, status: 'missing', labels: {} };
    });
  }

  override async list(labels: Labels): Promise<ContainerState[]> {
    return this.#engine(async () =>
      this.#reach.statesOf(await this.#swarm.snapshot({ label: filterOf(labels) })),
    );
  }

  override async *logs(name: string, options: LogOptions): AsyncIterable<ContainerLogLine> {
    try {
      const { services } = await this.#swarm.snapshot({ name: [name] });
      const task = lastTask(services[0]?.tasks ?? []);
      if (task === undefined) return;
      const { docker } = this.options;
      yield* dockerLogs(docker, docker.getTask(task.ID) as never, options);
    } catch (error) {
      if (!isMissing(error)) throw engineError(error);
    }
  }

  override async *events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    const label = filterOf(labels);
    try {
      const look = async () => sightOf(await this.#swarm.snapshot({ label }));
      yield* swarmEvents(this.options.docker, look, signal);
    } catch (error) {
      if (!signal.aborted) throw engineError(error);
    }
  }

  /** Of a server on this machine; engines tell nothing of the others'. */
  override async usage(name: string): Promise<ContainerUsage | undefined> {
    return this.#engine(async () => {
      const { services, nodes } = await this.#swarm.snapshot({ name: [name] });
      const task = servingTask(services[0]?.tasks ?? [], nodes);
      const id = task?.Status.ContainerStatus?.ContainerID;
      if (id === undefined || task?.NodeID !== (await this.#reach.ownNode())) return undefined;
      return dockerUsage(this.options.docker, id).catch((error: unknown) => {
        // Gone, or (409) just ending.
        if (isMissing(error) || (error as { statusCode?: number }).statusCode === 409) return undefined;
        throw error;
      });
    });
  }

  /** Those on this machine, where each is built. */
  override async base(): Promise<ImageBase> {
    return this.#engine(() => this.#images.base());
  }

  override async listImages(labels: Labels): Promise<ContainerImage[]> {
    return this.#engine(() => this.#images.list(labels));
  }

  /** Servers go on, out of reach until the next hub opens their lines again. Agents that have none left go. */
  override async close(): Promise<void> {
    await this.#lines.closeAll();
    if (this.#isReady === undefined) return;
    try {
      const label = [`${AGENT_LABEL}=${this.#agents.name}`];
      const { services } = await this.#swarm.snapshot({ label });
      if (services.length === 0) await this.#agents.remove();
    } catch {
      // The engine is away; whoever comes next finds the agents as they are.
    }
  }

  async #create(spec: ContainerSpec): Promise<void> {
    const { name, port, egress } = spec;
    const image = await this.#images.resolve(spec.image);
    const { nodeId, apiVersion } = await this.#ready();
    const token = randomBytes(16).toString('hex');
    const line = await this.#lines.open(name, { token, port, egress });
    const labels = { ...spec.labels, [AGENT_LABEL]: this.#agents.name };
    const [secretId, networkId] = await Promise.all([
      this.#swarm.createSecret(name, `${JSON.stringify(spec.secrets)}\n`, labels),
      this.#swarm.createNetwork(name, labels),
    ]);
    await this.#swarm.createService(
      serviceSpec(spec, {
        image,
        secretId,
        networkId,
        line: { token, port: line.port, egress },
        agent: this.#agents.name,
        node: this.#images.onlyNode(nodeId),
        canForbidPrivileges: canForbidPrivileges(apiVersion),
      }),
    );
  }

  /** The agents are there; asked anew for each server, since somebody may have removed them. */
  async #ready(): Promise<Membership> {
    const last = this.#isReady?.catch(() => undefined);
    this.#isReady = (async () => {
      await last;
      const membership = await this.#swarm.membership();
      const { nodeId, apiVersion } = membership;
      await this.#agents.ensure(
        {
          image: await this.#images.agent(),
          port: this.options.port,
          node: this.#images.onlyNode(nodeId),
          canForbidPrivileges: canForbidPrivileges(apiVersion),
        },
        nodeId,
      );
      return membership;
    })();
    return this.#isReady;
  }

  /** Its line is aimed on the way, so that it finds its sockets when it starts. */
  async #untilPlaced(name: string): Promise<void> {
    const deadline = Date.now() + PLACE_TIMEOUT_MS;
    for (;;) {
      const { services, nodes } = await this.#swarm.snapshot({ name: [name] });
      const { service, tasks = [] } = services[0] ?? {};
      const placed = tasks.find(({ NodeID }) => NodeID !== undefined);
      if (placed !== undefined && service !== undefined) await this.#reach.aim(service, placed, nodes);
      if (hasBegun(tasks)) return;
      if (Date.now() > deadline)
        throw new AppError('runtime-unavailable', {
          detail: `No node of the swarm runs the server: ${waitingFor(tasks) ?? 'no task was made'}.`,
        });
      await sleep(POLL_MS);
    }
  }

  async #engine<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw engineError(error);
    }
  }
}

function sightOf({ services, nodes }: Snapshot): Sight {
  return new Map(
    services.map(({ service, tasks }) => {
      const task = servingTask(tasks, nodes);
      return [service.Spec.Name, task && Date.parse(task.CreatedAt)];
    }),
  );
}

/** What is still in use is tried again: the engine takes a task away in its own time. */
async function untilDone(task: () => Promise<void>, deadline: number): Promise<void> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (Date.now() > deadline || !/in use/.test(String(error))) throw error;
      await sleep(POLL_MS);
    }
  }
}
