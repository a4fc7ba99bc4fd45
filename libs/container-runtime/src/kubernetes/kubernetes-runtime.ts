import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
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
import type { Labels } from '../labels.js';
import type { EgressPolicy } from '../network/egress-proxy.js';
import type { RegistryImages } from '../registry/registry-images.js';
import { agentImage } from '../swarm/agent-image.js';
import { Lines } from '../swarm/lines.js';
import { availabilityOf } from './availability.js';
import type { Kube } from './kube.js';
import { isMissing, kubeError } from './kube-error.js';
import { kubeEvents } from './kube-events.js';
import { kubeLogs } from './kube-logs.js';
import { KubeUsage } from './kube-usage.js';
import { AGENT_KEY, AGENT_PORT, deploymentOf, networkPolicyOf, secretOf, type Owner } from './manifests.js';
import { isName, lineOf } from './names.js';
import { currentPod, exitCodeOf, hopeless, toState, waitingFor, type Instance } from './states.js';

export interface KubernetesRuntimeOptions {
  readonly kube: Kube;
  readonly images: RegistryImages;
  readonly egress: EgressPolicy;
  /** Where the hub's own pods are, which alone reach servers. */
  readonly hubNamespace: string;
  /** A Secret of the namespace that nodes pull images with. */
  readonly pullSecret?: string;
}

const POLL_MS = 100;
/** Until a pod has a node, its images and a first process. */
const PLACE_TIMEOUT_MS = 60_000;
/** What a cluster takes for an end, beside the grace. */
const STOP_SLACK_MS = 30_000;

/** Servers as Deployments of one pod each, in one namespace of a Kubernetes cluster. */
export class KubernetesRuntime extends ContainerRuntime {
  override readonly name = 'kubernetes';
  readonly #kube: Kube;
  readonly #images: RegistryImages;
  readonly #lines: Lines;
  readonly #usage: KubeUsage;
  #agent: Promise<ImageBuild> | undefined;

  constructor(readonly options: KubernetesRuntimeOptions) {
    super();
    this.#kube = options.kube;
    this.#images = options.images;
    this.#usage = new KubeUsage(options.kube);
    this.#lines = new Lines(async (name) => {
      const key = Buffer.from((await this.#kube.secretValue(name, AGENT_KEY)) ?? '', 'hex');
      return { port: AGENT_PORT, key, policy: options.egress };
    });
  }

  override availability(): Promise<RuntimeAvailability> {
    return availabilityOf(this.#kube, this.#images.client);
  }

  override buildImage(build: ImageBuild): Promise<string> {
    return this.#cluster(() => this.#images.build(build));
  }

  override base(): Promise<ImageBase> {
    return this.#cluster(() => this.#images.base());
  }

  override listImages(labels: Labels): Promise<ContainerImage[]> {
    return this.#cluster(() => this.#images.list(labels));
  }

  override removeImage(image: string): Promise<void> {
    return this.#cluster(() => this.#images.remove(image));
  }

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    const { name } = spec;
    if (!isName(name)) throw new Error(`A cluster takes no name like ${name}.`);
    let isOurs = false;
    try {
      const token = randomBytes(16).toString('hex');
      const key = randomBytes(32);
      const parts = await this.#imagesOf(spec);
      const line = { token, port: spec.port, egress: spec.egress };
      const made = await this.#kube.createDeployment(deploymentOf(spec, { ...parts, line }));
      isOurs = true;
      await this.#complete(spec, key, { name, uid: made.metadata?.uid ?? '' });
      const { port } = await this.#lines.open(name, line);
      await this.#kube.start(name, port);
      await this.#untilBegun(name);
      return await this.inspect(name);
    } catch (error) {
      if (isOurs) await this.remove(name).catch(() => undefined);
      throw kubeError(error, name);
    }
  }

  override async stop(name: string, graceMs: number): Promise<void> {
    await this.#cluster(async () => {
      const found = await this.#kube.find(name);
      if (found === undefined || toState(found).status === 'exited') return;
      const end = await this.#endPods(name, Math.ceil(graceMs / 1_000));
      await this.#kube.markStopped(name, end);
    });
  }

  override async remove(name: string): Promise<void> {
    await this.#cluster(async () => {
      // Its network stays closed until its last process has ended. A grace of 0 would only forget the pod.
      await this.#endPods(name, 1);
      await this.#kube.removeParts(name);
      await this.#lines.close(name);
    });
  }

  override inspect(name: string): Promise<ContainerState> {
    return this.#cluster(async () => {
      const found = isName(name) ? await this.#kube.find(name) : undefined;
      return found === undefined ? { name, status: 'missing', labels: {} } : this.#stateOf(found);
    });
  }

  override list(labels: Labels): Promise<ContainerState[]> {
    return this.#cluster(async () =>
      Promise.all((await this.#kube.list(labels)).map((instance) => this.#stateOf(instance))),
    );
  }

  override async *logs(name: string, options: LogOptions): AsyncIterable<ContainerLogLine> {
    try {
      const found = await this.#kube.find(name);
      if (found !== undefined) yield* kubeLogs(this.#kube, found, options);
    } catch (error) {
      if (!isMissing(error)) throw kubeError(error);
    }
  }

  override async *events(labels: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    try {
      yield* kubeEvents(this.#kube, labels, signal);
    } catch (error) {
      if (!signal.aborted) throw kubeError(error);
    }
  }

  override async usage(name: string): Promise<ContainerUsage | undefined> {
    return this.#cluster(async () => {
      const found = isName(name) ? await this.#kube.find(name) : undefined;
      const pod = found && toState(found).status === 'running' ? currentPod(found) : undefined;
      return pod?.metadata?.name === undefined ? undefined : this.#usage.of(pod.metadata.name);
    });
  }

  /** Servers go on, out of reach until the next hub opens their lines again. */
  override async close(): Promise<void> {
    await this.#lines.closeAll();
  }

  async #imagesOf(spec: ContainerSpec) {
    const { pullSecret } = this.options;
    this.#agent ??= agentImage();
    const agent = await this.#images.build(await this.#agent);
    const [image, sidecar] = await Promise.all([
      this.#images.resolve(spec.image),
      this.#images.resolve(agent),
    ]);
    return { image, agentImage: sidecar, pullSecret, namespace: this.#kube.namespace };
  }

  /** What goes with its Deployment, and has to be there before the first pod. */
  async #complete(spec: ContainerSpec, key: Buffer, owner: Owner): Promise<void> {
    const { namespace } = this.#kube;
    const { hubNamespace } = this.options;
    await this.#kube.createPolicy(networkPolicyOf(spec.name, { namespace, hubNamespace }, owner));
    await this.#kube.createSecret(secretOf(spec, namespace, key, owner));
  }

  /** Its line is aimed on the way, so that it finds its sockets when it starts. */
  async #untilBegun(name: string): Promise<void> {
    const deadline = Date.now() + PLACE_TIMEOUT_MS;
    for (;;) {
      const found = await this.#kube.find(name);
      if (found === undefined) throw new AppError('runtime-unavailable', { detail: `${name} was removed.` });
      await this.#aim(found);
      if (toState(found).status !== 'created') return;
      const never =
        hopeless(found) ?? (Date.now() > deadline ? (waitingFor(found) ?? 'no pod was made') : undefined);
      if (never !== undefined)
        throw new AppError('runtime-unavailable', {
          detail: `The cluster does not run the server: ${never}.`,
        });
      await sleep(POLL_MS);
    }
  }

  /** @returns the exit code of its last process, where it was seen */
  async #endPods(name: string, graceSeconds: number): Promise<number | undefined> {
    if (!isName(name) || !(await this.#kube.halt(name))) return undefined;
    const deadline = Date.now() + graceSeconds * 1_000 + STOP_SLACK_MS;
    const told = new Set<string | undefined>();
    for (let exitCode: number | undefined; ;) {
      const pods = await this.#kube.podsOf(name);
      // The cluster has begun with a grace of its own; a shorter one takes its place.
      for (const pod of pods.filter(({ metadata }) => !told.has(metadata?.uid))) {
        await this.#kube.deletePod(pod, graceSeconds);
        told.add(pod.metadata?.uid);
      }
      exitCode = exitCodeOf(pods) ?? exitCode;
      // One on a node that is lost stays until somebody removes the node.
      if (pods.length === 0 || Date.now() > deadline) return exitCode;
      await sleep(POLL_MS);
    }
  }

  async #stateOf(instance: Instance): Promise<ContainerState> {
    // The port was taken meanwhile: it runs where nobody can reach it, and whoever asks may start it anew.
    const port = await this.#aim(instance).catch(() => undefined);
    return toState(instance, port);
  }

  /** Opens a server's line unless it is, and leads it to where the server is now. @returns its port */
  async #aim(instance: Instance): Promise<number | undefined> {
    const { name = '', annotations } = instance.deployment.metadata ?? {};
    const known = lineOf(annotations);
    if (known === undefined || toState(instance).status === 'exited') return undefined;
    const address = currentPod(instance)?.status?.podIP;
    if (address === undefined) return undefined;
    const line = await this.#lines.open(name, known);
    line.aim(address);
    return line.port;
  }

  async #cluster<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      throw kubeError(error);
    }
  }
}
